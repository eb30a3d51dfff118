import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { until } from '#support/until.ts'
import type { StepGrade, TestGrade } from '../../workshop/grade/grade-step.ts'
import { PICTURES, pictureOf } from '../../workshop/picture/file.ts'
import { Player } from '../../workshop/picture/moments.ts'
import { readTrace, writeTrace } from '../../workshop/picture/trace.ts'
import { showPicture } from '../../workshop/tool/picture.ts'
import { MET } from './support/picture-events.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const LOOK = join(root, 'workshop/look.ts')
const PATH = `${PICTURES}/02-autobase.jsonl`

let folder = ''
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'picture-look-'))
  await mkdir(join(folder, PICTURES), { recursive: true })
  await writeFile(join(folder, PATH), writeTrace(MET))
})
after(() => rm(folder, { recursive: true, force: true }))

function look(...args: string[]) {
  const env = { ...process.env, INIT_CWD: folder }
  return spawn(process.execPath, ['--import', import.meta.resolve('tsx'), LOOK, ...args], { env })
}

async function ended(...args: string[]): Promise<{ code: unknown; lines: string[] }> {
  const child = look(...args)
  let output = ''
  child.stderr.on('data', (chunk) => (output += chunk))
  const [code] = await once(child, 'close')
  return { code, lines: output.trim().split('\n') }
}

test('npm run look serves the trace of a file, until a signal ends it', async () => {
  const child = look(PATH)
  const [chunk] = await once(child.stdout, 'data')
  const url = /http:\S+/.exec(String(chunk))?.[0] ?? ''
  assert.equal(await (await fetch(`${url}trace`)).text(), writeTrace(MET))
  assert.match(await (await fetch(url)).text(), /<title>/)
  child.kill('SIGTERM')
  const [code] = await once(child, 'close')
  assert.equal(code, 0)
})

test('npm run look runs a script, and serves what its bases do', async () => {
  const child = look(join(root, 'solutions/00-hello/hello.ts'))
  let output = ''
  child.stdout.on('data', (chunk) => (output += chunk))
  await until('the script has ended', () => /picture {3}http/.test(output), { deadline: 60_000 })
  assert.match(output, /together {2}Ada reads: hello from Ada \| hello from Ben/)
  const url = /http:\S+/.exec(output)?.[0] ?? ''
  const player = new Player()
  for (const event of readTrace(await (await fetch(`${url}trace`)).text())) player.push(event)
  const captions = player.moments.map(({ caption }) => caption)
  const cut = /^Peer B cuts back a block, applies A2 .* and applies B1 \(“hello from Ben”\) again/
  assert.ok(
    captions.some((caption) => cut.test(caption)),
    captions.join('\n')
  )
  const orders = [...player.stateAt(captions.length - 1).peers.values()].map(({ order, up }) => [
    order.join(' '),
    up
  ])
  assert.deepEqual(orders, [
    ['A1 A2 B1', true],
    ['A1 A2 B1', true]
  ])
  child.kill('SIGTERM')
  await once(child, 'close')
})

const MISTAKES: [args: string[], line: RegExp][] = [
  [['nothing.jsonl'], /^cannot show it: there is no nothing\.jsonl: run the test again/],
  [['--storage', 'nowhere'], /^cannot show it: nowhere has no instance\.json: start an instance/],
  [['--bootstrap', 'abc'], /^cannot show it: --bootstrap abc is not a key$/],
  [
    ['--bootstrap', 'y'.repeat(52), '--dht', 'here:x'],
    /^cannot show it: --dht here:x is not HOST:PORT/
  ],
  [['--port', '99999', 'x'], /^99999 is not a port$/],
  [[], /^give one thing to look at$/],
  [['a', 'b'], /^give one thing to look at$/],
  [['nothing.ts'], /^cannot show it: there is no script nothing\.ts$/],
  [['--nonsense'], /^Unknown option '--nonsense'/]
]
for (const [args, line] of MISTAKES) {
  test(`a mistake gets a line: look ${args.join(' ')}`, async () => {
    const { code, lines } = await ended(...args)
    assert.equal(code, 1)
    assert.match(lines[0] ?? '', line)
    assert.ok(!lines.some((text) => /^\s+at /.test(text)), 'and no stack')
  })
}

test('a file that is not a trace is told with its line', async () => {
  await writeFile(join(folder, 'broken.jsonl'), `${writeTrace(MET)}{"type":"order"}\n`)
  const { code, lines } = await ended('broken.jsonl')
  assert.equal(code, 1)
  assert.match(lines[0] ?? '', /broken\.jsonl is not a trace: line 12 is not an event/)
})

test('v shows the picture of the first failure that has one', async () => {
  const message = `These orders fail:\npicture: ${PATH}\nReplay it with FC_SEED=1`
  const [line = ''] = await showPicture(folder, gradeWith(['no picture', message]))
  const url = /http:\S+/.exec(line)?.[0] ?? ''
  assert.equal(await (await fetch(`${url}trace`)).text(), writeTrace(MET))
  assert.match((await showPicture(folder, null))[0] ?? '', /^No test here has left a picture/)
  await assert.rejects(
    showPicture(folder, gradeWith([`picture: ${PICTURES}/gone.jsonl`])),
    /there is no/
  )
})

test('only a trace of a failing order is taken from a message', () => {
  assert.equal(pictureOf(`x\npicture: ${PATH}\ny`), PATH)
  for (const path of [
    '/etc/passwd',
    '../x.jsonl',
    `${PICTURES}/../../x.jsonl`,
    `${PICTURES}/x.ts`
  ]) {
    assert.equal(pictureOf(`picture: ${path}`), null, path)
  }
})

function gradeWith(messages: string[]): StepGrade {
  const failures = messages.map((message) => ({ kind: 'fail', message }))
  const one: Pick<TestGrade, 'failures'> = { failures }
  const grade: Partial<StepGrade> = { tests: [one as TestGrade] }
  return grade as StepGrade
}
