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
