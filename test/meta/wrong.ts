/** A learner's mistake, as edits of the step's solution, and how the grader must take it. */
export interface WrongSolution {
  /** The mistake in one sentence. */
  mistake: string
  edits: Edit[]
  /** Names of all tests that fail, and no other; `all` if the files can't even be loaded. */
  fails: string[] | 'all'
  /** Must match what one of these tests says. */
  message: RegExp
  /** True if a test fails by what those before it have left: they are run in any case. */
  whole?: boolean
}

export interface Edit {
  file: string
  /** Must stand exactly once in the file. */
  find: string
  replace: string
}

/** What `test/meta/wrong/NN-x.ts` exports. */
export interface WrongModule {
  wrong: WrongSolution[]
  /** The tests that fail when the solution before stands in this step; none for the first. */
  before?: string[] | 'all'
  /** Tests that don't stop at a hole of the starter, with the reason in a comment. */
  exempt?: string[]
}
