import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { listDocuments } from '../../workshop/documents.ts'
import { shows } from './support/shell.ts'
import { play, readTranscript } from './support/transcript.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Documents that show commands with what they print. */
const TYPED = ['README.md', 'docs/operating.md']

for (const path of TYPED) {
  test(`the commands that ${path} shows print what it says`, async () => {
    const text = await readFile(join(root, path), 'utf8')
    assert.ok((await play(root, text)) >= 3)
  })
}

test('no document shows commands that nobody tries', async () => {
  const typed: string[] = []
  for (const path of await listDocuments(root)) {
    const commands = readTranscript(await readFile(join(root, path), 'utf8'))
    if (commands.length > 0) typed.push(path)
  }
  assert.deepEqual(typed, TYPED)
})

test('a transcript has its commands with what they print, over all blocks', () => {
  const text = 'a\n```console\n$ one\nx\n\n$ two\n```\nb\n```sh\nthree\n```\n```console\n^C\n```\n'
  assert.deepEqual(readTranscript(text), [
    { line: 'one', expected: ['x'] },
    { line: 'two', expected: [] },
    { line: '^C', expected: [] }
  ])
})

test('lines are looked for in their order, whole, with gaps only where it says so', () => {
  const output = 'first 1\nsecond\nthird\n'
  assert.ok(shows(output, ['first …', 'third']))
  assert.ok(!shows(output, ['third', 'first …']))
  assert.ok(!shows(output, ['first']))
})

test('a command that prints something else, or fails, is told', async () => {
  const other = '```console\n$ echo one\ntwo\n```\n'
  await assert.rejects(play(root, other), /echo one prints:\ntwo\nseen:\none/)
  await assert.rejects(play(root, '```console\n$ exit 3\n```\n'), /exit 3 ended with 3/)
  await assert.rejects(play(root, '```console\n$ echo WRONG: it\nWRONG: it\n```\n'), /ended with 0/)
})
