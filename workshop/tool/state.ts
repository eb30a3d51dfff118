import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What the tool remembers, in a file that anyone may read. */
export interface State {
  version: 1
  /** The step that the learner is on. */
  current: string | null
  /** By step: the digest of the files with which it passed. */
  done: Record<string, string>
  /** By step: names of the tests that had not passed when it was graded last. */
  open: Record<string, string[]>
  help: Help
  /** By step: the option that was predicted. */
  predictions: Record<string, string>
}

/** Help that the grade's JSON tells of, and that is never forbidden. */
export interface Help {
  /** By test: the highest level of its hints that was shown. */
  hints: Record<string, number>
  /** Steps whose solution was put in their place, by `solve` and by `catchup`. */
  solved: string[]
  caughtUp: string[]
}

const NOTED_HINT = 3

export function toolFolder(root: string): string {
  return join(root, '.workshop')
}

export function stateFile(root: string): string {
  return join(toolFolder(root), 'state.json')
}

/** The state; an empty one if there is none, or none that can be read. */
export async function readState(root: string): Promise<State> {
  try {
    return { ...empty(), ...(JSON.parse(await readFile(stateFile(root), 'utf8')) as State) }
  } catch {
    return empty()
  }
}

let changes: Promise<unknown> = Promise.resolve()

/** Changes the state on disk, which another tool may have changed; one change after the other. */
export function updateState(root: string, change: (state: State) => void): Promise<State> {
  const changed = changes.then(() => rewrite(root, change))
  changes = changed.catch(() => {})
  return changed
}

async function rewrite(root: string, change: (state: State) => void): Promise<State> {
  const state = await readState(root)
  change(state)
  await mkdir(toolFolder(root), { recursive: true })
  const file = stateFile(root)
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(state, null, 2)}\n`)
  await rename(draft, file)
  return state
}

/** The help that was taken, as the grade's JSON has it: only hints that nearly tell the answer. */
export async function readHelp(root: string): Promise<object> {
  const { hints, solved, caughtUp } = (await readState(root)).help
  const noted = Object.keys(hints).filter((id) => (hints[id] ?? 0) >= NOTED_HINT)
  return { hints: noted.sort(), solved, caughtUp }
}

function empty(): State {
  return {
    version: 1,
    current: null,
    done: {},
    open: {},
    help: { hints: {}, solved: [], caughtUp: [] },
    predictions: {}
  }
}
