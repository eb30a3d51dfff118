import { mkdtemp, realpath } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Where temporary folders go. The system may name it by a link, or from the folder where one
 * stands: the kernel tells a sandbox of neither.
 */
export function scratchPlace(): Promise<string> {
  return realpath(tmpdir())
}

/** Makes a temporary folder; whoever wants it removes it. */
export async function newScratch(prefix: string): Promise<string> {
  return mkdtemp(join(await scratchPlace(), prefix))
}
