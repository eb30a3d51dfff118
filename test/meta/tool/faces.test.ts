import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

import { goTo } from '../../../workshop/tool/progress.ts'
import { edit, freshCopy, solveFile, solvedCopy } from './class.ts'
import { Terminal, noTerminal } from './terminal.ts'

const skip = noTerminal()
const START = 'npm start --silent'
const GET = "return this.#db.get('@registry/entry', { name })"

test(
  'a terminal of any size shows the step, all of it by scrolling, and quits',
  { skip },
  async (t) => {
    const copy = await freshCopy(t)
    for (const [columns, rows] of [
      [20, 24],
      [40, 10],
      [200, 50]
    ] as const) {
      const terminal = await open(t, copy, START, [columns, rows])
      await terminal.shows('Step 00-hello')
      const small = columns < 200
      const whole = small ? await scrolled(terminal) : await terminal.shows('ships solved')
      assert.match(whole, /both\s+peers\s+read/)
      assert.match(whole, /q\s+quit/)
      await terminal.type('q')
      await terminal.shows(/ended with\s+0/)
    }
  }
)

test('a terminal that says it has no columns counts as one of 80', { skip }, async (t) => {
  const copy = await freshCopy(t)
  const terminal = await open(t, copy, `sh -c 'stty rows 0 cols 0; exec ${START}'`)
  await terminal.shows('This step ships solved')
  await terminal.type('q')
  await terminal.shows('ended with 0')
})

test('a dumb terminal gets lines, without being asked', { skip }, async (t) => {
  const copy = await freshCopy(t)
  const terminal = await open(t, copy, `TERM=dumb ${START}`)
  await terminal.shows('This terminal takes only lines')
  await terminal.shows('Type a letter and Enter')
  const coloured = await terminal.coloured()
  assert.match(coloured, /passed: both peers read the same/)
  assert.ok(!coloured.includes('\x1b'))
  await terminal.type('next', 'Enter')
  await terminal.shows('01-database: not begun')
})

test('--plain is understood without the dashes that npm wants', { skip }, async (t) => {
  const copy = await freshCopy(t)
  const terminal = await open(t, copy, `${START} --plain`)
  await terminal.shows('Type a letter and Enter')
})

test('a terminal without UTF-8 gets nothing that it has no sign for', { skip }, async (t) => {
  const copy = await freshCopy(t)
  await goTo(copy, '01-database')
  const terminal = await open(t, copy, `LC_ALL=C ${START}`)
  await terminal.shows('Next    task 01.1')
  await terminal.type('l')
  const screen = await terminal.shows('you are here')
  assert.match(screen, /<- you are here/)
  assert.doesNotMatch(screen, /[^\n -~]/)
})

test('NO_COLOR takes the colours, and nothing else', { skip }, async (t) => {
  const copy = await freshCopy(t)
  const terminal = await open(t, copy, `NO_COLOR=1 ${START}`)
  assert.match(await terminal.shows('This step ships solved'), /✓ both peers/)
  assert.ok(!(await terminal.coloured()).includes('\x1b[3'))
})

test('what the learner’s program prints, throws and is made of is text', { skip }, async (t) => {
  const copy = await solvedCopy(t)
  const rude = '\\x1b[2J\\x1b[H\\x1b]0;mine\\x07\\r\\x9b2J'
  const terminal = await open(t, copy, START)
  await terminal.shows('12 of 12 points')
  const title = await terminal.title()
  await edit(
    copy,
    '01-database/view.ts',
    GET,
    `console.log('${rude}')\n    throw new Error('${rude}')`
  )
  const screen = await terminal.shows('Your code printed:')
  assert.match(screen, /Step 01-database[^]*Next +make this true/)
  assert.match(screen, /\\x1b\[2J\\x1b\[H\\x1b\]0;mine\\x07\\x0d\\x9b2J\n +at steps/)
  assert.match(screen, /q quit/)
  // The same, but as it stands in the file: in the diff, and where it can't be loaded.
  await edit(copy, '01-database/view.ts', 'throw new', '\x1b[2J throw new')
  assert.match(await terminal.shows('can’t be loaded'), /\\x1b\[2J throw new/)
  await terminal.type('d')
  assert.match(
    await terminal.shows('- yours, + the solution'),
    /Step 01-database[^]*\\x1b\[2J throw/
  )
  assert.equal(await terminal.title(), title)
})

test('megabytes of output change no verdict and leave the screen whole', { skip }, async (t) => {
  const copy = await solvedCopy(t)
  await edit(
    copy,
    '01-database/view.ts',
    GET,
    "for (let n = 0; n < 20; n++) process.stdout.write('\\x1b[31mx'.repeat(20_000))\n    return null"
  )
  const terminal = await open(t, copy, START)
  const screen = await terminal.shows('make this true: an entry that was put')
  assert.match(screen, /Step 01-database[^]*q quit/)
})

test('where nothing can be written, it says so and goes on', { skip }, async (t) => {
  const copy = await freshCopy(t)
  await writeFile(join(copy, '.workshop'), 'in the way')
  const terminal = await open(t, copy, START)
  const screen = await terminal.shows(/This step ships solved/)
  assert.match(screen, /can’t be kept in \.workshop \(a file is in the way\)/)
  await terminal.type('n')
  await terminal.shows('Next    task 01.1')
  await solveFile(copy, '01-database/schema.ts')
  await terminal.shows('Next    task 01.2')
  await terminal.type('x', 'x')
  await terminal.shows('Nothing was changed, since no copy of your files can be kept')
  await terminal.type('h')
  assert.match(await terminal.shows('Hint 1 of 3'), /for: an entry that was put/)
  await terminal.type('q')
  assert.match(await terminal.shows('ended with 0'), /npm start won’t know/)
})

async function open(t: TestContext, copy: string, command: string, size?: [number, number]) {
  const terminal = await Terminal.open(copy, command, size)
  t.after(() => terminal.close())
  return terminal
}

/** All that a screen shows, from its first line to its last. */
async function scrolled(terminal: Terminal): Promise<string> {
  const seen: string[] = []
  for (;;) {
    const screen = await terminal.shows(/lines \d+.\d+ of \d+/)
    const [, from = '', to, all] = /lines (\d+).(\d+) of (\d+)/.exec(screen) ?? []
    seen.push(screen)
    if (to === all) return seen.join('\n')
    await terminal.type('Down')
    await terminal.shows(`lines ${Number(from) + 1}`)
  }
}
