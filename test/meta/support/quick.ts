import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'

/** Of what a quick check leaves to other commits, one part in so many is run. */
export const SHARES = 12

/**
 * True where CHECK_QUICK is set, as in CI: of the mistakes one share is tried, each on the tests
 * that must reject it, until one has. The rest is for authors to run.
 */
export function isQuick(): boolean {
  return process.env['CHECK_QUICK'] !== undefined
}

/** Which of all that could be run is run now. */
export interface Share {
  takes: (name: string) => boolean
  /** What to say of the rest; null if there is none. */
  about: string | null
}

const ALL: Share = { takes: () => true, about: null }

/** The share of this commit, so that the next one takes another; all of it outside of a clone. */
export async function shareOfCommit(root: string, shares = SHARES): Promise<Share> {
  const commit = isQuick() ? await commitOf(root) : null
  return commit === null ? ALL : shareOf(commit, shares)
}

/** The share that falls to a commit. A name is in the same one each time. */
export function shareOf(commit: string, shares = SHARES): Share {
  const turn = numberOf(commit) % shares
  return {
    takes: (name) => numberOf(name) % shares === turn,
    about: `commit ${commit.slice(0, 10)} takes share ${turn + 1} of ${shares}`
  }
}

function numberOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE()
}

/** Null where git knows no commit. */
async function commitOf(root: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { cwd: root })
    return stdout.trim()
  } catch {
    return null
  }
}
