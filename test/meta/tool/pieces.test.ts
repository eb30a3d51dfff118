import assert from 'node:assert/strict'
import { execFile, spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import stringWidth from 'string-width'

import { fitting, hasUnicode, isDumb, sizeOf } from '../../../workshop/grade/terminal.ts'
import { visible } from '../../../workshop/grade/visible.ts'
import { diffHunks } from '../../../workshop/tool/diff.ts'
import { shareOut } from '../../../workshop/tool/shards.ts'
import { parseLesson } from '../../../workshop/tool/lesson.ts'
import { webAddress } from '../../../workshop/tool/open.ts'
import { goTo } from '../../../workshop/tool/progress.ts'
import { readState, stateFile, updateState, whyUnkept } from '../../../workshop/tool/state.ts'
import { texts } from '../../../workshop/tool/texts.ts'
import { wrap } from '../../../workshop/tool/wrap.ts'

/** What the screen draws beside the texts. */
const SIGNS = '✓✗·…▸█░•↑↓←'

test('a diff says where files differ, with line numbers of both sides', async (t) => {
  const folder = await scratch(t)
  const [before, after] = ['before', 'after'].map((name) => join(folder, name))
  assert.ok(before && after)
  await writeFile(before, 'a\nb\nc\nd\ne\nf\ng\nh\n')
  await writeFile(after, 'a\r\nb\r\nc\r\nd\r\nX\r\nf\r\ng\r\nh\r\ni\r\n')
  assert.deepEqual(await diffHunks(before, after, { around: 1 }), [
    { at: 4, other: 4, lines: [' d', '-e', '+X', ' f'] },
    { at: 8, other: 8, lines: [' h', '+i'] }
  ])
  assert.deepEqual(await diffHunks(before, before), [])
  const missing = await diffHunks(join(folder, 'nothing'), before, { around: 0 })
  assert.deepEqual([missing[0]?.at, missing[0]?.lines.length], [0, 8])
})

test('a long line is broken at spaces, below its beginning, and keeps its colour', () => {
  assert.deepEqual(wrap('short', 10), ['short'])
  assert.deepEqual(wrap('✗ one two three', 10), ['✗ one ', '  two ', '  three'])
  assert.deepEqual(wrap('\x1b[31mred and long\x1b[39m', 8), [
    '\x1b[31mred and \x1b[39m',
    '\x1b[31mlong\x1b[39m'
  ])
  assert.deepEqual(wrap('abcdefghijkl', 5), ['abcde', 'fghij', 'kl'])
})

test('no piece of a line is wider than the terminal, whatever its signs', () => {
  const lines = [
    '✗ 王小明的模型 和 👩‍👩‍👧 e\u0301e\u0301e\u0301 ｆｕｌｌ',
    'a b  c   d',
    '  • 日本語日本語日本語'
  ]
  for (const width of [2, 3, 7, 20, 200]) {
    for (const piece of lines.flatMap((line) => wrap(line, width))) {
      assert.ok(stringWidth(piece) <= width, `${JSON.stringify(piece)} at ${width}`)
    }
  }
  assert.deepEqual(wrap('王小明王小明', 4), ['王小', '明王', '小明'])
})

test('a terminal that knows no size has the usual one, and is dumb if it says so', () => {
  assert.deepEqual(sizeOf({ columns: 0, rows: 0 }), { columns: 80, rows: 24 })
  assert.deepEqual(sizeOf({}), { columns: 80, rows: 24 })
  assert.deepEqual(sizeOf({ columns: 20, rows: 5 }), { columns: 20, rows: 5 })
  for (const TERM of ['dumb', 'emacs', 'unknown', '']) assert.ok(isDumb({ TERM }), TERM)
  assert.ok(!isDumb({ TERM: 'xterm-256color' }))
})

test('a terminal without UTF-8 gets signs that it has', () => {
  const locales: [Record<string, string>, boolean][] = [
    [{}, true],
    [{ LANG: 'C.UTF-8' }, true],
    [{ LANG: 'de_DE.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' }, false],
    [{ LANG: 'de_DE.ISO-8859-1' }, false],
    [{ TERM: 'linux', LANG: 'C.UTF-8' }, false]
  ]
  if (process.platform !== 'win32') {
    for (const [env, expected] of locales) assert.equal(hasUnicode(env), expected)
  }
  assert.equal(fitting('✓ can’t … ü 王', false), "+ can't ... ? ?")
  const own = JSON.stringify(texts) + JSON.stringify(texts.celebrate(1, 1)) + SIGNS
  assert.doesNotMatch(fitting(own, false).replaceAll('?', ''), /[^\0-\x7f]/)
  assert.equal(fitting(own, false).split('?').length, own.split('?').length, 'a sign has no other')
})

test('text of others moves no cursor, turns no writing and hides nothing', () => {
  assert.equal(visible('a\tb\r\nc'), 'a    b\nc')
  assert.equal(visible('\x1b[2J\x07\r\x7f\x9b'), '\\x1b[2J\\x07\\x0d\\x7f\\x9b')
  assert.equal(visible('\u202eabc\u200b\ufeff\u2028'), '\\u202eabc\\u200b\\ufeff\\u2028')
  assert.equal(visible('\ud800 👩‍👧 王'), '\\ud800 👩‍👧 王')
  assert.equal(visible(visible('\x1b')), visible('\x1b'))
})

test('a lesson has a page on the web only if this is the repository', async (t) => {
  const folder = await scratch(t)
  const git = (...args: string[]) => promisify(execFile)('git', args, { cwd: folder })
  await mkdir(join(folder, 'inside'))
  assert.equal(await webAddress(folder, '01-a'), null)
  await git('init', '-q')
  await git('remote', 'add', 'origin', 'git@github.com:some/where.git')
  const page = 'https://github.com/some/where/tree/HEAD/steps/01-a'
  assert.equal(await webAddress(folder, '01-a'), page)
  assert.equal(await webAddress(join(folder, 'inside'), '01-a'), null)
})

test('tests are shared out by the time that they took, each in the order of the tasks', () => {
  assert.deepEqual(shareOut([100, 900, 100, 500, 300], 2), [
    [1, 2],
    [0, 3, 4]
  ])
  assert.deepEqual(shareOut([1, 2, 3], 1), [[0, 1, 2]])
})

test('a lesson gives its title, goals, minutes and question, and its debrief the answer', () => {
  const lesson = `# 07 · A title

What was **impossible** before, see [there](x.md).

**You will be able to**

- do \`one\` thing
- do another,
  on two lines

About 15 minutes.

## Predict

Which one?

- a) the first
- b) the second,
  as before
`
  const debrief = '# Debrief\n\n**Predict: b)** The second.\nIt is so.\n\nMore.\n'
  assert.deepEqual(parseLesson('07-x', lesson, debrief), {
    title: 'A title',
    intro: 'What was impossible before, see there.',
    goals: ['do one thing', 'do another, on two lines'],
    minutes: 15,
    question: {
      text: 'Which one?',
      options: [
        { letter: 'a', text: 'the first' },
        { letter: 'b', text: 'the second, as before' }
      ]
    },
    answer: { letter: 'b', why: 'The second. It is so.' }
  })
})

test('a lesson that is not there yet leaves everything empty', () => {
  assert.deepEqual(parseLesson('07-x', '', ''), {
    title: '07-x',
    intro: '',
    goals: [],
    minutes: null,
    question: null,
    answer: null
  })
})

test('changes of the state that come at once are all kept', async (t) => {
  const root = await scratch(t)
  const steps = Array.from({ length: 20 }, (_, n) => `step-${n}`)
  const options = Object.fromEntries(steps.map((step) => [step, 'a']))
  await Promise.all([
    goTo(root, 'step-1'),
    ...steps.map((step) => updateState(root, ({ predictions }) => void (predictions[step] = 'a')))
  ])
  const { current, predictions } = await readState(root)
  assert.deepEqual({ current, predictions }, { current: 'step-1', predictions: options })
})

test('changes by several processes at once are all kept, beside one that was killed', async (t) => {
  const root = await scratch(t)
  await mkdir(dirname(stateFile(root)))
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  await writeFile(`${stateFile(root)}.lock`, String(gone))
  const module = new URL('../../../workshop/tool/state.ts', import.meta.url).href
  const code = (n: number) => `
    const { updateState } = await import('${module}')
    for (let i = 0; i < 20; i++) {
      await updateState(${JSON.stringify(root)}, ({ predictions }) => { predictions['${n}-' + i] = 'a' })
    }`
  const args = [`--import=${import.meta.resolve('tsx')}`, '--input-type=module', '-e']
  await Promise.all([1, 2, 3].map((n) => promisify(execFile)(process.execPath, [...args, code(n)])))
  assert.equal(Object.keys((await readState(root)).predictions).length, 60)
})

test('a state that can’t be written is kept as long as the process lives, and the reason told', async (t) => {
  const root = await scratch(t)
  await writeFile(join(root, '.workshop'), 'in the way')
  await goTo(root, 'step-2')
  assert.equal((await readState(root)).current, 'step-2')
  assert.equal(whyUnkept(root), 'a file is in the way')
  await rm(join(root, '.workshop'))
  await goTo(root, 'step-3')
  assert.equal(whyUnkept(root), null)
})

test('a damaged state gives what is sound in it', async (t) => {
  const root = await scratch(t)
  await mkdir(dirname(stateFile(root)))
  await writeFile(stateFile(root), '{"current":"x","done":[1],"open":{"a":"b"},"help":null}')
  const { current, done, open, help } = await readState(root)
  assert.deepEqual([current, done, open], ['x', {}, {}])
  assert.deepEqual(help, { hints: {}, solved: [], caughtUp: [] })
  await writeFile(stateFile(root), '{"curr')
  assert.equal((await readState(root)).current, null)
})

async function scratch(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-pieces-'))
  t.after(() => rm(folder, { recursive: true }))
  return folder
}
