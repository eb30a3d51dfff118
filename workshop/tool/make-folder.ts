import { mkdir, stat } from 'node:fs/promises'

/**
 * Makes a folder in one that is there, unless it is there too. Where Node may make those above as
 * well, it says of a read-only disk that a folder is missing.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path)
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    if (!taken || !(await stat(path)).isDirectory()) throw error
  }
}
