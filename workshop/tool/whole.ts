import { rename, rm, writeFile } from 'node:fs/promises'

/** Writes a file so that whoever reads it finds the old text or the new one, and never a part. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const draft = `${file}.${process.pid}`
  try {
    await writeFile(draft, text)
    await rename(draft, file)
  } catch (error) {
    await rm(draft, { force: true }).catch(() => {})
    throw error
  }
}
