/** What was looked at, and what is wrong with it; null if nothing is. */
export interface Case {
  name: string
  problem: string | null
  /** Why it could not be looked at here, so that it is neither right nor wrong. */
  unknown?: string
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
