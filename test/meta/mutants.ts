import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { isQuick } from './support/quick.ts'
import { readEquals } from './mutants/equals.ts'
import { type Mutant, findMutants } from './mutants/find.ts'
import { survivorsOf } from './mutants/try-out.ts'

/** How many a quick check tries: each time others, so that all have their turn. */
const SHARE = 25
const DAY_MS = 86_400_000

interface Job {
  step: string
  mutants: Mutant[]
  equals: number
  /** Keys in the list of equals that no mutant has. */
  stale: string[]
}

/**
 * The lines that fill a hole are changed by machine, one change at a time, and the grader rejects
 * each, or it stands in the list of equals with its reason.
 */
export async function mutants({ root, steps }: Scope): Promise<Case[]> {
  const jobs = share(await Promise.all(steps.map((step) => prepare(root, step))))
  const cases: Case[] = []
  for (const { step, mutants: own, equals, stale } of jobs) {
    const unlisted = stale.map((key) => `is in the list of equals, and no mutant is: ${key}`)
    const survivors = own.length > 0 ? await survivorsOf(root, step, own) : []
    const rejected = own.length - survivors.length
    cases.push({
      ...caseOf(step, [...unlisted, ...survivors.map(({ key }) => `survives: ${key}`)]),
      info: `${step}: ${own.length + equals} mutants, ${rejected} rejected, ${equals} equal, ${survivors.length} survive`
    })
  }
  return cases
}

async function prepare(root: string, step: string): Promise<Job> {
  const all = await findMutants(root, step)
  const equals = await readEquals(root, step)
  const keys = new Set(all.map(({ key }) => key))
  return {
    step,
    mutants: all.filter(({ key }) => !equals.has(key)),
    equals: all.filter(({ key }) => equals.has(key)).length,
    stale: [...equals.keys()].filter((key) => !keys.has(key))
  }
}

/** All of them; in a quick check some of one step after the other, from where the last one ended. */
function share(jobs: Job[]): Job[] {
  if (!isQuick()) return jobs
  const all = jobs.flatMap(({ mutants: own }) => own)
  const turn = Number(process.env['GITHUB_RUN_NUMBER'] ?? Math.floor(Date.now() / DAY_MS))
  const from = (turn * SHARE) % all.length
  const chosen = new Set([...all, ...all].slice(from, from + SHARE))
  if (chosen.size === 0) throw new Error('there is no mutant to try')
  return jobs.map((job) => ({ ...job, mutants: job.mutants.filter((own) => chosen.has(own)) }))
}
