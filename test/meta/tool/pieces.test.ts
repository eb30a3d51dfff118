import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { diffLines, hunks } from '../../../workshop/tool/diff.ts'
import { shareOut } from '../../../workshop/tool/shards.ts'
import { parseLesson } from '../../../workshop/tool/lesson.ts'
import { goTo } from '../../../workshop/tool/progress.ts'
import { readState, updateState } from '../../../workshop/tool/state.ts'
import { wrap } from '../../../workshop/tool/wrap.ts'

test('a diff shows what differs, with line numbers of both sides', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const after = ['a', 'b', 'c', 'd', 'X', 'f', 'g', 'h', 'i']
  assert.deepEqual(hunks(diffLines(before, after), 1), [
    '@@ 4 | 4 @@',
    ' d',
    '-e',
    '+X',
    ' f',
    '@@ 8 | 8 @@',
    ' h',
    '+i'
  ])
  assert.deepEqual(hunks(diffLines(before, before)), [])
})

test('a long line is broken at spaces, below its beginning, and keeps its colour', () => {
  assert.deepEqual(wrap('short', 10), ['short'])
  assert.deepEqual(wrap('✗ one two three', 10), ['✗ one two ', '  three'])
  assert.deepEqual(wrap('\x1b[31mred and long\x1b[39m', 8), [
    '\x1b[31mred and ',
    '\x1b[31mlong\x1b[39m'
  ])
  assert.deepEqual(wrap('abcdefghijkl', 5), ['abcde', 'fghij', 'kl'])
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
  const root = await mkdtemp(join(tmpdir(), 'workshop-state-'))
  t.after(() => rm(root, { recursive: true }))
  const steps = Array.from({ length: 20 }, (_, n) => `step-${n}`)
  const options = Object.fromEntries(steps.map((step) => [step, 'a']))
  await Promise.all([
    goTo(root, 'step-1'),
    ...steps.map((step) => updateState(root, ({ predictions }) => void (predictions[step] = 'a')))
  ])
  const { current, predictions } = await readState(root)
  assert.deepEqual({ current, predictions }, { current: 'step-1', predictions: options })
})
