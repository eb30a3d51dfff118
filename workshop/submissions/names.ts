import { createHash } from 'node:crypto'

import { compare } from './place.ts'

/** What a folder of grades can be called on any system, and printed on any terminal. */
const FOREIGN = /(?!\u200c|\u200d)[^\p{L}\p{M}\p{N}\p{Extended_Pictographic} ._@+()&,~'-]/gu
const WINDOWS = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i
/** Files that stand beside the folders. */
const OURS = /^(class|hand-ins).*\.csv$/i
/** Bytes: file systems allow 255, and a number may follow. */
const MAX_BYTES = 120
const ARCHIVE = /\.zip$/i

/** Someone who is to have a folder of their own. */
export interface Named {
  /** Of what was handed in. */
  id: string
  /** What it is called where it was found. */
  wanted: string
}

/** A hand-in's name without the ending of a zip. */
export function stem(name: string): string {
  return name.replace(ARCHIVE, '')
}

/** A name with the letters of all scripts, and with nothing that a path or a terminal takes amiss. */
export function safeName(text: string): string {
  const letters = text.normalize('NFC').replace(FOREIGN, '_').trim()
  const cut = shorten(letters)
    .replace(/^[.\s-]+/, '_')
    .replace(/[.\s]+$/, '')
  if (cut === '') return '_'
  return WINDOWS.test(cut) || OURS.test(cut) ? `_${cut}` : cut
}

/** The same for two names that some file system can't tell apart, or some reader. */
export function folded(name: string): string {
  const plain = name.normalize('NFKC').replace(/\p{Cf}/gu, '')
  return plain.toUpperCase().toLowerCase().normalize('NFKC')
}

/** What stands for a hand-in in the files that are written: its path is nobody's business. */
export function idOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 16)
}

/**
 * A name for each, by its id. A name belongs to the hand-in that has it in `known`; what else has
 * that name gets a number, so that no grade is written over another's.
 */
export function assignNames(all: Named[], known: Map<string, string>, taken: string[]) {
  const names = new Map<string, string>()
  const used = new Set(taken.map(folded))
  for (const { id } of all) {
    const name = known.get(id)
    if (name !== undefined) names.set(id, name)
  }
  const wanted = all.map(({ id, wanted: text }) => ({ id, name: safeName(text) }))
  const often = new Map<string, number>()
  for (const { name } of wanted) often.set(folded(name), (often.get(folded(name)) ?? 0) + 1)
  // Who is called `anna-2` keeps that, though two are called `anna`.
  const inOrder = wanted
    .filter(({ id }) => !names.has(id))
    .map((one) => ({ ...one, shared: often.get(folded(one.name)) !== 1 }))
    .sort((a, b) => Number(a.shared) - Number(b.shared) || compare(a.name, b.name))
  for (const { id, name } of inOrder) {
    let free = name
    for (let n = 2; used.has(folded(free)); n++) free = `${name}-${n}`
    used.add(folded(free))
    names.set(id, free)
  }
  return names
}

function shorten(text: string): string {
  let short = ''
  for (const { segment } of new Intl.Segmenter('en').segment(text)) {
    if (Buffer.byteLength(short + segment) > MAX_BYTES) break
    short += segment
  }
  return short
}
