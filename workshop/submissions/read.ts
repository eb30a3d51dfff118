import { createHash } from 'node:crypto'

import { isManifest } from '../grade/layout.ts'
import { leftover } from './leftovers.ts'
import type { Root } from './locate.ts'
import { type Files, digestOf } from './files.ts'
import { type Entry, Unreadable, byName } from './place.ts'

/** Of a step: many times what its solution has. */
const MAX_BYTES = 4 * 1024 * 1024
const MAX_FILES = 300
/** Of a step's files and folders that are looked at. */
const MAX_LISTED = 5000
const MAX_PATH = 200
const STEP = /^\d\d-[a-z0-9-]+$/
/** What else of ours a submission has, to be compared and never to be used. */
const COMPARED = ['test', 'solutions', 'package.json']
// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f]/

/** What was read of a copy of the workshop. */
export interface Content {
  /** Below `steps/`; only plain files. */
  steps: Files
  rest: Files
  /** What was left out, and why. */
  omitted: string[]
  /** One word for all of `steps`. */
  digest: string
}

/** Reads copies of the workshop into memory, where nobody else can change them. */
export class Reader {
  readonly #ours: Files
  readonly #names: Set<string>
  /** A class has most files in common. */
  readonly #shared = new Map<string, Buffer>()

  /** For submissions with these steps, compared with these files of ours. */
  constructor(ours: Files, steps: string[]) {
    this.#ours = ours
    this.#names = new Set(steps)
  }

  async read({ top, steps: folder }: Root): Promise<Content> {
    const steps: Files = new Map()
    const omitted: string[] = []
    const found = (await folder.list()).filter(({ name }) => STEP.test(name))
    if (!found.some(({ name }) => this.#names.has(name))) {
      throw new Unreadable(`has other steps than this workshop (${found[0]?.name})`)
    }
    for (const entry of found) {
      const path = `steps/${entry.name}`
      if (!this.#names.has(entry.name)) omitted.push(`${path} isn’t a step of this workshop`)
      else if (entry.kind === 'link') omitted.push(`${path} is a symbolic link`)
      else await this.#readStep(entry, steps, omitted)
    }
    return { steps, omitted, rest: await this.#readRest(top), digest: digestOf(steps) }
  }

  async #readStep(folder: Entry, into: Files, omitted: string[]): Promise<void> {
    const files = await listAll(folder, `steps/${folder.name}`, omitted)
    const solves = (path: string) => this.#ours.has(path.replace('steps', 'solutions'))
    // Whatever else is there, the program has room.
    const inOrder = files.sort((a, b) => Number(solves(b.path)) - Number(solves(a.path)))
    let bytes = 0
    for (const { path, entry } of inOrder.slice(0, MAX_FILES)) {
      if (isManifest(path)) {
        omitted.push(`${path} would take the place of the workshop’s own`)
        continue
      }
      if (bytes + entry.size > MAX_BYTES) {
        omitted.push(`${path} makes a step of more than ${MAX_BYTES / 2 ** 20} MB`)
        continue
      }
      bytes += entry.size
      into.set(path, await this.#take(entry, path))
    }
    if (inOrder.length > MAX_FILES) {
      const more = inOrder.length - MAX_FILES
      omitted.push(`${more} files of steps/${folder.name}, which has more than ${MAX_FILES}`)
    }
  }

  /** Without a file that can't be read, nothing true can be said of the rest. */
  async #take(entry: Entry, path: string): Promise<Buffer> {
    try {
      return this.#share(await entry.read())
    } catch (error) {
      if (error instanceof Unreadable) throw new Unreadable(`${path} ${error.message}`)
      throw error
    }
  }

  #share(bytes: Buffer): Buffer {
    const key = createHash('sha256').update(bytes).digest('base64')
    const known = this.#shared.get(key)
    if (!known) this.#shared.set(key, bytes)
    return known ?? bytes
  }

  async #readRest(top: Entry[]): Promise<Files> {
    const rest: Files = new Map()
    const visit = async (entry: Entry, path: string): Promise<void> => {
      if (entry.kind === 'folder' && leftover(entry.name) === null) {
        for (const inside of await entry.list()) await visit(inside, `${path}/${inside.name}`)
        return
      }
      const own = this.#ours.get(path)
      if (entry.kind !== 'file' || !own) return
      // Other ends of lines make a text twice as long at most; what is longer is another text.
      const isAlike = entry.size <= own.length * 2
      rest.set(path, isAlike ? this.#share(await entry.read()) : Buffer.alloc(0))
    }
    for (const entry of top.filter(({ name }) => COMPARED.includes(name))) {
      // It is only compared.
      await visit(entry, entry.name).catch(() => {})
    }
    return rest
  }
}

async function listAll(folder: Entry, path: string, omitted: string[]) {
  const files: { path: string; entry: Entry }[] = []
  let left = MAX_LISTED
  const visit = async (entry: Entry, at: string): Promise<void> => {
    for (const inside of (await entry.list()).sort(byName)) {
      const name = `${at}/${inside.name}`
      if (leftover(inside.name) !== null) continue
      if (left-- <= 0) continue
      if (CONTROL.test(inside.name))
        omitted.push(`${at} has a file with control characters in its name`)
      else if (name.length > MAX_PATH)
        omitted.push(`${at} has paths of more than ${MAX_PATH} characters`)
      else if (inside.kind === 'folder') await visit(inside, name)
      else if (inside.kind === 'file') files.push({ path: name, entry: inside })
      else
        omitted.push(
          `${name} is ${inside.kind === 'link' ? 'a symbolic link' : 'not a regular file'}`
        )
    }
  }
  await visit(folder, path)
  if (left < 0) omitted.push(`${path} has more than ${MAX_LISTED} files: the rest was not read`)
  return files
}
