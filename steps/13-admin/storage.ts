import { chmod, mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import IdEnc from 'hypercore-id-encoding'

import { RegistryError } from './errors.ts'
import type { KeyLike } from './view.ts'

const CARD = 'instance.json'

/** What a command on the same machine needs to talk to the instance that runs on a folder. */
export interface Card {
  key: string
  serverKey: string
  /** HOST:PORT of the DHT that it entered; null is the public one. */
  dht: string | null
  /** The key pair that may call admin methods, as hex. */
  admin: { publicKey: string; secretKey: string }
}

/** The card of the instance on that folder. */
export async function readCard(folder: string): Promise<Card> {
  try {
    return JSON.parse(await readFile(join(folder, CARD), 'utf8'))
  } catch (err) {
    throw RegistryError.STORAGE('NO_INSTANCE', folder, 'has no instance: start one with run', err)
  }
}

export async function writeCard(folder: string, card: Card): Promise<void> {
  const file = join(folder, CARD)
  await writeFile(file, JSON.stringify(card, null, 2))
  // Whoever reads it may add writers.
  await chmod(file, 0o600)
}

/** Refuses a folder that holds something else, or an instance of another base. */
export async function claim(folder: string, bootstrap: KeyLike | null): Promise<void> {
  await mkdir(folder, { recursive: true })
  const files = await readdir(folder)
  if (files.length === 0) return
  if (!files.includes(CARD) && !files.includes('store')) {
    throw RegistryError.STORAGE('STORAGE_FOREIGN', folder, 'is not empty and no storage of ours')
  }
  if (!files.includes(CARD) || bootstrap === null) return
  const { key } = await readCard(folder)
  if (key === IdEnc.normalize(bootstrap)) return
  throw RegistryError.STORAGE('STORAGE_OTHER_BASE', folder, `belongs to the base ${key}`)
}

/** The store's errors have no codes: they are told by their text. */
export function explain(folder: string, err: unknown): never {
  const text = err instanceof Error ? err.message : String(err)
  if (/could not be locked/i.test(text)) {
    throw RegistryError.STORAGE('STORAGE_LOCKED', folder, 'is in use by another process', err)
  }
  if (/moved unsafely|was modified/i.test(text)) {
    const problem = 'was copied or moved; a writer must never run twice, so start an empty folder'
    throw RegistryError.STORAGE('STORAGE_COPIED', folder, problem, err)
  }
  throw err
}
