import { execFile } from 'node:child_process'
import { access } from 'node:fs/promises'
import { promisify } from 'node:util'

import { texts } from './texts.ts'

/** A place where two files differ. */
export interface Hunk {
  /** Line of the first file, from 1. */
  at: number
  /** Line of the second file, from 1. */
  other: number
  /** Each with its sign: in both, only in the first, only in the second. */
  lines: string[]
}

const HEAD = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/
const DIFFERENT = 1
/** What git takes for a file that is not there, on every system. */
const NOTHING = '/dev/null'
const MAX_BYTES = 50_000_000
/** What the learner's own settings may have changed. */
const PLAIN = [
  '--no-color',
  '--no-ext-diff',
  '--no-textconv',
  '--ignore-cr-at-eol',
  '--inter-hunk-context=0',
  '--text'
]

/** Where two files differ, with some lines around it. A file that is missing is empty. */
export async function diffHunks(
  before: string,
  after: string,
  { around = 3 } = {}
): Promise<Hunk[]> {
  const paths = await Promise.all([orNothing(before), orNothing(after)])
  const output = await gitDiff([...PLAIN, `-U${around}`, '--', ...paths])
  const hunks: Hunk[] = []
  for (const line of output.replace(/\n$/, '').split('\n')) {
    const [head, at, other] = HEAD.exec(line) ?? []
    if (head) hunks.push({ at: Number(at), other: Number(other), lines: [] })
    else if (!line.startsWith('\\')) hunks.at(-1)?.lines.push(line)
  }
  return hunks
}

async function gitDiff(args: string[]): Promise<string> {
  const options = { maxBuffer: MAX_BYTES }
  try {
    return (await promisify(execFile)('git', ['diff', '--no-index', ...args], options)).stdout
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && 'stdout' in error)) throw error
    if (error.code === DIFFERENT) return String(error.stdout)
    throw new Error(error.code === 'ENOENT' ? texts.noGit : error.message)
  }
}

async function orNothing(path: string): Promise<string> {
  return access(path).then(
    () => path,
    () => NOTHING
  )
}
