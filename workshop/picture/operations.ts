import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Decode } from './describe.ts'

const STEP = /^\d\d-/

/** The last step of the solutions: its operations are those of all steps before it, and more. */
export async function lastSolution(root: string): Promise<string> {
  const names = (await readdir(join(root, 'solutions'))).filter((name) => STEP.test(name)).sort()
  const last = names.at(-1)
  if (last === undefined) throw new Error('there are no solutions')
  return join(root, 'solutions', last)
}

/** Decodes operations as the last solution's spec has them; null if it can't be loaded. */
export async function loadDecode(root: string): Promise<Decode | null> {
  try {
    const file = join(await lastSolution(root), 'spec/dispatch/index.js')
    const { decode }: { decode?: unknown } = await import(pathToFileURL(file).href)
    return isDecode(decode) ? decode : null
  } catch {
    return null
  }
}

function isDecode(value: unknown): value is Decode {
  return typeof value === 'function'
}
