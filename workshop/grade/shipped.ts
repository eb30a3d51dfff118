import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A place where a starter differs from its solution. */
export interface Change {
  /** Line of the solution, from 0. */
  at: number
  drop: number
  lines: string[]
}

export interface ShippedFile {
  /** The id that git gives to the shipped text. */
  blob: string
  changes: Change[]
}

/** By step and file: what was shipped, and how to get it out of the solution. */
export type Starters = Record<string, Record<string, ShippedFile>>

export const LESSON = 'README.md'

export function startersFile(root: string): string {
  return join(root, 'workshop/starters.json')
}

export async function readStarters(root: string): Promise<Starters> {
  return JSON.parse(await readFile(startersFile(root), 'utf8')) as Starters
}

/**
 * The rule for every command: a step is not begun while the files that it was shipped with are
 * there and unchanged. A file beside them changes nothing, since none of them imports it; and the
 * lesson is no program. Whatever else is in the folder is decided by a run, and never by its text.
 */
export async function isAsShipped(
  root: string,
  step: string,
  folder = join(root, 'steps', step)
): Promise<boolean> {
  const starters = await readStarters(root).catch((): Starters => ({}))
  return isUnchanged(starters[step], (file) => readFile(join(folder, file)).catch(() => null))
}

/** The same for a step that is somewhere else than on the disk. */
export async function isUnchanged(
  shipped: Record<string, ShippedFile> = {},
  read: (file: string) => Promise<Buffer | null>
): Promise<boolean> {
  const files = Object.entries(shipped).filter(([file]) => file !== LESSON)
  const same = files.map(async ([file, { blob }]) => {
    const bytes = await read(file)
    return bytes !== null && blobId(bytes) === blob
  })
  return files.length > 0 && (await Promise.all(same)).every(Boolean)
}

/** The id that git gives to a file with the line ends of Unix: a checkout may have changed them. */
export function blobId(content: Buffer | string): string {
  // One character per byte: what is no text keeps its bytes.
  const text = Buffer.from(content).toString('latin1').replaceAll('\r\n', '\n')
  const bytes = Buffer.from(text, 'latin1')
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')
}
