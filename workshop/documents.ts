import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as prettier from 'prettier'

import { lessonPictures } from '../slides/draw/lesson-pictures.ts'
import { compute } from './computed.ts'
import { readFlags, refuse } from './flags.ts'
import { print } from './grade/print.ts'

const USAGE = `npm run docs
Makes what documents compute current: hours, tables of steps, schedules, pictures of imports.`

/** Paths of what people read who come by, teach with it or carry it on. */
export async function listDocuments(root: string): Promise<string[]> {
  const [top, docs] = await Promise.all([readdir(root), readdir(join(root, 'docs'))])
  const all = [...top, ...docs.map((name) => `docs/${name}`)]
  return all.filter((path) => path.endsWith('.md')).sort()
}

/** A document as it must be: what is computed is current. */
export async function renderDocument(root: string, path: string): Promise<string> {
  const file = join(root, path)
  const text = await compute(root, await readFile(file, 'utf8'))
  return prettier.format(text, { ...(await prettier.resolveConfig(file)), filepath: file })
}

if (process.argv[1] === import.meta.filename) {
  readFlags(USAGE, {})
  const root = fileURLToPath(new URL('..', import.meta.url))
  const files = lessonPictures()
  for (const path of await listDocuments(root)) {
    const text = await renderDocument(root, path).catch((error: Error) =>
      refuse(error.message, USAGE)
    )
    files.set(path, text)
  }
  for (const [path, text] of files) {
    const file = join(root, path)
    if (text === (await readFile(file, 'utf8').catch(() => null))) continue
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    print(`${path} is current again`)
  }
}
