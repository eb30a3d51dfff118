import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { runInThisContext } from 'node:vm'

import { type Mutant, findMutants } from './mutants/find.ts'
import { MUTANT, withSwitches } from './mutants/switches.ts'
import { put } from './support/tree.ts'

const STARTER = `import { todo } from '#todo'

export function pick(list: number[], least: number): number[] {
  throw todo('01.1', 'those that are at least so big')
}
`
const SOLUTION = `export function pick(list: number[], least: number): number[] {
  const picked: number[] = []
  for (const each of list) if (each >= least) picked.push(each)
  return picked
}
`
type Pick = (list: number[], least: number) => number[] | undefined

test('the lines of a hole have mutants, and the program is each of them in turn', async () => {
  const mutants = await mutantsOf(STARTER, SOLUTION)
  const keys = mutants.map(({ key }) => key)
  assert.ok(keys.includes('01.1 a.ts: each >= least → each > least'), keys.join('\n'))
  assert.equal(new Set(keys).size, keys.length)
  const pick = load(withSwitches(SOLUTION, mutants))
  assert.deepEqual(play(pick, null), [2, 3])
  const told = Object.fromEntries(mutants.map(({ key, id }) => [key.slice(11), play(pick, id)]))
  assert.deepEqual(told['each >= least → each > least'], [3])
  assert.deepEqual(told['each >= least → false'], [])
  assert.deepEqual(told['for (const each of list) … → only one round'], [])
  assert.equal(told['return picked → return'], undefined)
})

test('what stands in the starter too has none', async () => {
  const mutants = await mutantsOf(STARTER, SOLUTION)
  assert.ok(mutants.every(({ start }) => start > SOLUTION.indexOf('const picked') - 3))
})

test('lines that are no program are left out', async () => {
  const solution = 'export async function f() {\n  for await (const x of g()) await x\n}\n'
  const starter = "export async function f() {\n  throw todo('01.1', 'x')\n}\n"
  const mutants = await mutantsOf(starter, solution)
  assert.ok(mutants.length > 0)
  load(withSwitches(solution, mutants).replace('export ', 'function g() { return [] }\n'))
})

async function mutantsOf(starter: string, solution: string): Promise<Mutant[]> {
  const root = await mkdtemp(join(tmpdir(), 'workshop-'))
  try {
    await put(join(root, 'steps/01-a/a.ts'), starter)
    await put(join(root, 'solutions/01-a/a.ts'), solution)
    return await findMutants(root, '01-a')
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** The function of a program, without its types. */
function load(text: string): Pick {
  const plain = text.replaceAll(/: (number\[\]|number)/g, '').replace('export ', '')
  return runInThisContext(`(() => { ${plain}\nreturn typeof pick === 'function' ? pick : f })()`)
}

function play(pick: Pick, mutant: number | null): number[] | undefined {
  if (mutant === null) delete process.env[MUTANT]
  else process.env[MUTANT] = String(mutant)
  return pick([1, 2, 3], 2)
}
