import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import type { Case } from './support/case.ts'
import { run } from './support/run.ts'
import { put } from './support/tree.ts'

const TSX = `--import=${import.meta.resolve('tsx')}`
const PROGRAM = `
import { nodeTests } from '${new URL('tools.ts', import.meta.url).href}'

console.log(JSON.stringify(await nodeTests(process.argv[2] ?? '')))
`
/** A test file that notes each of its runs, with a test that does this. */
const file = (name: string, body: string) => `
import { appendFileSync, readFileSync } from 'node:fs'
import { test } from 'node:test'

const runs = new URL('${name}.runs', import.meta.url)
appendFileSync(runs, 'x')
const first = readFileSync(runs, 'utf8') === 'x'
test('${name}', () => {
  ${body}
})
`
const FILES = {
  late: file('late', "if (first) throw new Error('too late')"),
  right: file('right', ''),
  wrong: file('wrong', "throw new Error('no')"),
  empty: ''
}

test('only files with a test that failed run again, and that one was is told', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-second-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  for (const [name, text] of Object.entries(FILES)) {
    await put(join(folder, `${name}.test.ts`), text)
  }
  // Its test is told under the name of the other file.
  await put(join(folder, 'elsewhere.test.ts'), "import './declared.ts'")
  await put(join(folder, 'declared.ts'), file('elsewhere', "throw new Error('elsewhere')"))
  await put(join(folder, 'package.json'), '{"type":"module"}')
  const program = join(folder, 'program.ts')
  await put(program, PROGRAM)
  // Within tests node:test runs no others.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { output } = await run(process.execPath, [TSX, program, folder], folder, env)
  const cases: Case[] = JSON.parse(output)
  assert.deepEqual(
    cases.map(({ problem, note }) => [firstLine(problem), firstLine(note)]),
    [
      ['Error: elsewhere', null],
      ['it has no tests', null],
      [null, 'Error: too late'],
      [null, null],
      ['Error: no', null]
    ]
  )
  const runs = ['late', 'right', 'wrong'].map((name) =>
    readFile(join(folder, `${name}.runs`), 'utf8')
  )
  assert.deepEqual(await Promise.all(runs), ['xx', 'x', 'xx'])
})

function firstLine(text: string | null = null): string | null {
  return text && (text.split('\n')[0] ?? '')
}
