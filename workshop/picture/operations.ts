import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Decode } from './describe.ts'

const STEP = /^\d\d-/

/** Folder of a step's solution; the last one has the operations of all steps before it, and more. */
export async function solutionOf(root: string, step?: string): Promise<string> {
  const names = (await readdir(join(root, 'solutions'))).filter((name) => STEP.test(name)).sort()
  const found = names.findLast(
    (name) => step === undefined || [name, name.slice(0, 2)].includes(step)
  )
  if (found === undefined) throw new Error(`there is no step ${step ?? ''}: ${names.join(', ')}`)
  return join(root, 'solutions', found)
}

/** Decodes operations as the last solution's spec has them; null if it can't be loaded. */
export async function loadDecode(root: string): Promise<Decode | null> {
  try {
    const file = join(await solutionOf(root), 'spec/dispatch/index.js')
    const { decode }: { decode?: unknown } = await import(pathToFileURL(file).href)
    return isDecode(decode) ? decode : null
  } catch {
    return null
  }
}

function isDecode(value: unknown): value is Decode {
  return typeof value === 'function'
}
