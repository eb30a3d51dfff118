/** What was looked at, and what is wrong with it; null if nothing is. */
export interface Case {
  name: string
  problem: string | null
  /** Why it could not be looked at here, so that it is neither right nor wrong. */
  unknown?: string
  /** What was wrong the first time and not the second. */
  note?: string
  /** What was found, told by a check that was named even if all is right. */
  info?: string
}

export interface Scope {
  root: string
  /** The steps to look at. */
  steps: string[]
}

/** One kind of check for authors. */
export type Check = (scope: Scope) => Case[] | Promise<Case[]>

/** A case from a list of problems: fine if the list is empty. */
export function caseOf(name: string, problems: string[]): Case {
  return { name, problem: problems.length > 0 ? problems.join('\n') : null }
}

/**
 * A case whose problems are looked for once more before they count: graders wait for real peers,
 * and a machine that others use may be late. A second run that was needed is told.
 */
export async function caseOfRuns(name: string, look: () => Promise<string[]>): Promise<Case> {
  const first = await look()
  if (first.length === 0) return caseOf(name, [])
  const second = await look()
  return second.length > 0 ? caseOf(name, second) : { name, problem: null, note: first.join('\n') }
}

/**
 * The same for many cases at once: those of a second run, if the first one found a problem. What
 * was wrong only in the first run is told.
 */
export async function casesOfRuns(first: Case[], again: () => Promise<Case[]>): Promise<Case[]> {
  const wrong = first.filter(({ problem }) => problem !== null)
  if (wrong.length === 0) return first
  const second = await again()
  const notes = new Map(wrong.map(({ name, problem }) => [name, problem ?? '']))
  const noted = second.map((each) => {
    const note = each.problem === null ? notes.get(each.name) : undefined
    notes.delete(each.name)
    return note === undefined ? each : { ...each, note }
  })
  // A file that broke is no test, and is not told again; a test that is gone has not passed.
  const gone = [...notes].map(([name, note]) => {
    const problem = name.endsWith('.test.ts') ? null : `not in the second run:\n${note}`
    return { name, problem, note }
  })
  return [...noted, ...gone]
}
