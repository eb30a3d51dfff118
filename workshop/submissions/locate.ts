import { leftover } from './leftovers.ts'
import { type Entry, Unreadable } from './place.ts'
import { openZip } from './zip.ts'

/** Folders that are looked into, from the one that was handed in. */
const MAX_DEPTH = 8
/** Of files and folders that are looked at in what one person handed in. */
const MAX_ENTRIES = 20_000
/** Of zips in zips, which are held in memory, all together. */
const MAX_INNER_BYTES = 128 * 1024 * 1024
/** A zip in a zip in a zip is nobody's honest work. */
const MAX_ZIPS = 2
const STEP = /^\d\d-[a-z0-9-]+$/
const ZIP = /\.zip$/i
const PACKED = /\.(rar|7z|tar|tgz|gz|bz2|xz|zst|zipx|iso|dmg)$/i
const OUR_FILES = new Set(['class.csv', 'hand-ins.csv', 'grade.json'])

/** A copy of the workshop that was handed in. */
export interface Root {
  /** The names on the way to it. */
  path: string[]
  /** What stands beside `steps`. */
  top: Entry[]
  steps: Entry
}

/** Looks for copies of the workshop in a folder or a zip, however deep they are. */
export class Search {
  readonly roots: Root[] = []
  /** Why some places were not looked into. */
  readonly refused: string[] = []
  readonly #closers: (() => void)[] = []
  #left = MAX_ENTRIES
  #innerLeft = MAX_INNER_BYTES
  #looked = false
  #numbered: string | null = null
  #grades = false

  /** Looks at one thing that was handed in; `close` when the roots are read. */
  async look(entry: Entry, path: string[] = [], zips = 0): Promise<void> {
    const where = path.length > 0 ? `${path.join('/')} ` : ''
    try {
      if (entry.kind === 'link') throw new Unreadable('is a symbolic link: it is not followed')
      if (entry.kind === 'other') throw new Unreadable('isn’t a regular file')
      if (entry.kind === 'folder') await this.#visit(await entry.list(), path, zips)
      else if (await entry.isZip()) await this.#unzip(entry, path, zips)
      else if (ZIP.test(entry.name)) throw new Unreadable('isn’t a zip, though its name says so')
      else if (PACKED.test(entry.name))
        throw new Unreadable('can’t be opened here: hand in a zip or a folder')
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error
      this.refused.push(`${where}${error.message}`)
    }
  }

  close(): void {
    for (const close of this.#closers) close()
  }

  /** Why nothing was found, and whether someone's work may be lost with it. */
  reason(entry: Entry): { reason: string; lost: boolean } {
    const [first] = this.refused
    if (first !== undefined) {
      const more = this.refused.length > 1 ? ` (and ${this.refused.length - 1} more)` : ''
      return { reason: `${first}${more}`, lost: true }
    }
    if (entry.kind === 'file' && !this.#looked)
      return { reason: 'isn’t a folder or a zip', lost: false }
    if (this.#grades) return { reason: 'holds grades', lost: false }
    const reason = this.#numbered
      ? `has ${this.#numbered}, but not in a folder “steps”`
      : 'has no folder “steps” with a step in it'
    return { reason, lost: true }
  }

  async #unzip(entry: Entry, path: string[], zips: number): Promise<void> {
    if (zips === MAX_ZIPS) throw new Unreadable('is a zip in a zip in a zip')
    if (entry.path === null) this.#innerLeft -= entry.size
    if (this.#innerLeft < 0) {
      throw new Unreadable(`is a zip in a zip, of more than ${MAX_INNER_BYTES / 2 ** 20} MB`)
    }
    const { entries, close } = await openZip(entry)
    this.#closers.push(close)
    await this.#visit(entries, path, zips + 1)
  }

  async #visit(entries: Entry[], path: string[], zips: number): Promise<void> {
    this.#looked = true
    this.#left -= entries.length
    if (this.#left < 0) throw new Unreadable(`has more than ${MAX_ENTRIES} files to look at`)
    if (path.length > MAX_DEPTH) throw new Unreadable(`is more than ${MAX_DEPTH} folders deep`)
    const steps = await findSteps(entries)
    if (steps) {
      this.roots.push({ path, top: entries, steps })
      for (const { name } of entries.filter((entry) => isPacked(entry))) {
        this.refused.push(`${[...path, name].join('/')} is beside “steps” and was not opened`)
      }
      return
    }
    this.#numbered ??= entries.find(isStep)?.name ?? null
    this.#grades ||= entries.some(({ name }) => OUR_FILES.has(name))
    for (const entry of entries) {
      if (leftover(entry.name) === null) await this.look(entry, [...path, entry.name], zips)
    }
  }
}

/** The folder `steps` if there is one with a step in it. */
export async function findSteps(entries: Entry[]): Promise<Entry | null> {
  const named = entries.filter(({ name, kind }) => {
    return name.toLowerCase() === 'steps' && kind === 'folder'
  })
  for (const entry of named.sort(
    (a, b) => Number(b.name === 'steps') - Number(a.name === 'steps')
  )) {
    if ((await entry.list()).some(isStep)) return entry
  }
  return null
}

function isPacked({ name, kind }: Entry): boolean {
  return kind === 'file' && leftover(name) === null && (ZIP.test(name) || PACKED.test(name))
}

function isStep({ name, kind }: Entry): boolean {
  return STEP.test(name) && (kind === 'folder' || kind === 'link')
}
