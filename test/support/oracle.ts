import { isDeepStrictEqual } from 'node:util'
import * as fc from 'fast-check'

import { Todo } from '../../workshop/todo.ts'
import type { TestContext as Test } from './check.ts'
import { show } from './show.ts'

const RUNS = Number(process.env['FC_RUNS'] ?? 15)
const SEED = Number(process.env['FC_SEED'] ?? 1)
/** Past this a shorter input is no longer worth the wait. */
const SHRINK_MS = 2000

/** What a call came to: an answer, or an error. */
export type Outcome = { gives: unknown } | { throws: string }

/** The same input for the learner's code and for the reference, which is the oracle. */
export interface Comparison<Input> {
  inputs: fc.Arbitrary<Input>
  /** An input in words, a line for each thing that is done. */
  tell: (input: Input) => string[]
  /** What comes of each thing that is done; a call that throws ends an input. */
  yours: (input: Input) => Outcome[] | Promise<Outcome[]>
  ours: (input: Input) => Outcome[] | Promise<Outcome[]>
  /** What both follow, in a sentence. */
  rule: string
  numRuns?: number
}

/** Compares what comes of generated inputs; the shortest with a difference is told, with its seed. */
export async function sameAsOurs<Input>(t: Test, comparison: Comparison<Input>): Promise<void> {
  const { inputs, numRuns = RUNS } = comparison
  for (const input of fc.sample(inputs, { numRuns, seed: SEED })) {
    if ((await difference(comparison, input)) === null) continue
    return t.fail(await shortest(comparison, input))
  }
  t.pass(`${numRuns} inputs, seed ${SEED}: your code does as ours`)
}

/** What comes of a call. Errors are compared by their code, or else by their class. */
export async function outcome(call: () => unknown): Promise<Outcome> {
  try {
    return { gives: await call() }
  } catch (error) {
    if (error instanceof Todo) throw error
    return { throws: nameOf(error) }
  }
}

/** The same of a call that answers at once. */
export function outcomeNow(call: () => unknown): Outcome {
  try {
    return { gives: call() }
  } catch (error) {
    if (error instanceof Todo) throw error
    return { throws: nameOf(error) }
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return show(error)
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

async function shortest<Input>(comparison: Comparison<Input>, input: Input): Promise<string> {
  const differs = fc.asyncProperty(comparison.inputs, async (each) => {
    return (await difference(comparison, each)) === null
  })
  const { counterexample } = await fc.check(differs, {
    numRuns: comparison.numRuns ?? RUNS,
    seed: SEED,
    interruptAfterTimeLimit: SHRINK_MS,
    markInterruptAsFailure: false
  })
  const [found] = counterexample ?? []
  const short = found === undefined ? input : found
  return (await difference(comparison, short)) ?? (await difference(comparison, input)) ?? ''
}

/** What both come to, where it isn't the same, in a line and with what led there; else null. */
async function difference<Input>(
  { tell, yours, ours, rule }: Comparison<Input>,
  input: Input
): Promise<string | null> {
  const before = structuredClone(input)
  const right = await ours(structuredClone(input))
  const given = structuredClone(input)
  const seen = await yours(given)
  const lines = tell(before)
  if (!isDeepStrictEqual(given, before)) {
    return `${lines.at(-1)}: your code changed what it was given, to ${show(given)}\n${rule}`
  }
  const at = right.findIndex((each, n) => !isDeepStrictEqual(each, seen[n]))
  if (at < 0) return null
  const [your, our] = [say(seen[at]), say(right[at])]
  const told = `${lines[at] ?? lines.at(-1)}: your code ${your}, our code ${our}. ${rule}`
  const led = at > 0 ? ['\nWhat was done before:', ...lines.slice(0, at)].join('\n  ') : ''
  return `${told}${led}\nReplay it with FC_SEED=${SEED}`
}

function say(result: Outcome | undefined): string {
  if (result === undefined) return 'did not come so far'
  return 'throws' in result ? `throws ${result.throws}` : `gives ${show(result.gives)}`
}
