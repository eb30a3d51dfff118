import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { reasonOf } from '../grade/reason.ts'
import { locked } from './lock.ts'
import { makeFolder } from './make-folder.ts'
import { writeWhole } from './whole.ts'

/** What the tool remembers, in a file that anyone may read. */
export interface State {
  version: 1
  /** The step that the learner is on: set by what they do, and by nothing else. */
  current: string | null
  /** By step: the digest of the files with which it passed. */
  done: Record<string, string>
  /** By step: names of the tests that had not passed when it was graded last. */
  open: Record<string, string[]>
  /** By step: milliseconds that it took when it was graded last. */
  took: Record<string, number>
  /** Steps that ship solved and whose files somebody has changed. */
  tried: string[]
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

/** States that could not be written, for as long as this process lives, and why. */
const unkept = new Map<string, { state: State; reason: string }>()

/** Why the state is not kept; null if it is. */
export function whyUnkept(root: string): string | null {
  return unkept.get(root)?.reason ?? null
}

/** The state; what is missing in the file, or not as it should be, is as at the start. */
export async function readState(root: string): Promise<State> {
  const known = unkept.get(root)
  if (known) return structuredClone(known.state)
  try {
    return toState(JSON.parse(await readFile(stateFile(root), 'utf8')))
  } catch {
    return toState(null)
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
  const file = stateFile(root)
  try {
    await makeFolder(toolFolder(root))
    return await locked(`${file}.lock`, async () => {
      const state = await readState(root)
      change(state)
      await writeWhole(file, `${JSON.stringify(state, null, 2)}\n`)
      unkept.delete(root)
      return state
    })
  } catch (error) {
    // The session goes on without the file.
    const state = await readState(root)
    change(state)
    unkept.set(root, { state, reason: reasonOf(error) })
    return state
  }
}

/** The help that was taken, as the grade's JSON has it: only hints that nearly tell the answer. */
export async function readHelp(root: string): Promise<object> {
  const { hints, solved, caughtUp } = (await readState(root)).help
  const noted = Object.keys(hints).filter((id) => (hints[id] ?? 0) >= NOTED_HINT)
  return { hints: noted.sort(), solved, caughtUp }
}

/** Takes from a value what has the shape of a state. */
function toState(value: unknown): State {
  const { current, done, open, took, tried, help, predictions } = toObject(value)
  const { hints, solved, caughtUp } = toObject(help)
  return {
    version: 1,
    current: isString(current) ? current : null,
    done: entries(done, isString),
    open: entries(open, isTexts),
    took: entries(took, isNumber),
    tried: isTexts(tried) ? tried : [],
    help: {
      hints: entries(hints, isNumber),
      solved: isTexts(solved) ? solved : [],
      caughtUp: isTexts(caughtUp) ? caughtUp : []
    },
    predictions: entries(predictions, isString)
  }
}

function entries<Item>(value: unknown, isItem: (item: unknown) => item is Item) {
  const right = Object.entries(toObject(value)).filter((entry): entry is [string, Item] => {
    return isItem(entry[1])
  })
  return Object.fromEntries(right)
}

function toObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {}
}

function isString(value: unknown): value is string {
  return typeof value === 'string'
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(isString)
}
