import { mkdir, readFile, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import IdEnc from 'hypercore-id-encoding'

import { replaceFile } from '../base/disk.ts'
import { RegistryError } from '../errors.ts'
import type { KeyLike } from '../view.ts'

const CARD = 'instance.json'

/** What a command on the same machine needs to find the instance that runs on a folder. */
export interface Card {
  /** Key of the base. */
  key: string
  serverKey: string
  /** HOST:PORT of the DHT that it entered; null is the public DHT. */
  dht: string | null
  /** The key pair that may call admin methods, as hex. */
  admin: { publicKey: string; secretKey: string }
}

/** The card of the instance on that folder; NO_INSTANCE where there is none. */
export async function readCard(folder: string): Promise<Card> {
  const text = await readFile(join(folder, CARD), 'utf8').catch((err) => {
    if (err.code !== 'ENOENT') {
      throw RegistryError.STORAGE('STORAGE_UNUSABLE', folder, `can't be read: ${err.code}`, err)
    }
    throw RegistryError.STORAGE('NO_INSTANCE', folder, 'has no instance: start one with run', err)
  })
  const card = parseCard(text)
  if (card !== null) return card
  const problem = `has a damaged ${CARD}: run without --bootstrap writes it again`
  throw RegistryError.STORAGE('STORAGE_DAMAGED', folder, problem)
}

function parseCard(text: string): Card | null {
  try {
    const card = JSON.parse(text)
    return typeof card.key === 'string' && typeof card.serverKey === 'string' ? card : null
  } catch {
    return null
  }
}

export async function writeCard(folder: string, card: Card): Promise<void> {
  await replaceFile(join(folder, CARD), JSON.stringify(card, null, 2))
}

/** Refuses a folder that holds something else, or an instance of another base. */
export async function claim(folder: string, bootstrap: KeyLike | null): Promise<void> {
  // The store holds the secret key of the writer.
  const files = await makeFolder(folder).then(
    () => readdir(folder),
    (err) => {
      throw RegistryError.STORAGE('STORAGE_UNUSABLE', folder, `can't be used: ${err.code}`, err)
    }
  )
  if (files.length === 0) return
  if (!files.includes(CARD) && !files.includes('store')) {
    throw RegistryError.STORAGE('STORAGE_FOREIGN', folder, 'holds something else: use an empty one')
  }
  // Autobase would switch to any base that it is given, so a damaged card allows none.
  if (bootstrap === null || !files.includes(CARD)) return
  const { key } = await readCard(folder)
  if (key === IdEnc.normalize(bootstrap)) return
  throw RegistryError.STORAGE('STORAGE_OTHER_BASE', folder, `belongs to base ${key}: use another`)
}

/** Makes the folder and those around it; where none can be, as in /proc, Node's own never ends. */
async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { mode: 0o700 }).catch(async (err) => {
    if (err.code === 'EEXIST' && (await stat(folder)).isDirectory()) return
    if (err.code !== 'ENOENT' || dirname(folder) === folder) throw err
    await makeFolder(dirname(folder))
    await mkdir(folder, { mode: 0o700 })
  })
}

/** The store's errors have no codes: they are told by their text. */
export function explain(folder: string, err: unknown): never {
  const text = err instanceof Error ? err.message : String(err)
  if (/could not be locked/i.test(text)) {
    throw RegistryError.STORAGE('STORAGE_LOCKED', folder, 'is in use: stop the other process', err)
  }
  if (/moved unsafely|was modified/i.test(text)) {
    const problem = 'was copied or moved; a writer must never run twice, so start an empty folder'
    throw RegistryError.STORAGE('STORAGE_COPIED', folder, problem, err)
  }
  if (/corrupt|checksum|existing log file/i.test(text)) {
    const problem = `is damaged (${text}): take this instance out, and start an empty folder`
    throw RegistryError.STORAGE('STORAGE_DAMAGED', folder, problem, err)
  }
  throw RegistryError.STORAGE('STORAGE_UNUSABLE', folder, `can't be opened: ${text}`, err)
}
