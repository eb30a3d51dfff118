import { on } from 'node:events'
import type Autobase from 'autobase'

import { RegistryError } from '../errors.ts'
import type { Key } from '../view.ts'
import type { Stored } from './writes.ts'

type Base = Autobase<unknown>

export interface PutOptions {
  /** True waits until a majority has signed the entry. */
  durable?: boolean
  /** Milliseconds that `durable` may take, ten minutes at most; default: 10 seconds. */
  timeout?: number
}

export interface PutResult {
  /** Length of the writer's core that has the entry: this one's, or the lead's. */
  length: number
  /** True once a majority has signed it. */
  signed: boolean
}

const TIMEOUT_MS = 10_000
/** Upper limit of a timeout: a timer of Node that is longer than 25 days fires at once. */
const MAX_TIMEOUT_MS = 10 * 60_000

/** Reads from the base's system; again where a reboot has replaced it meanwhile. */
export async function readSystem<Result>(
  base: Base,
  read: (system: Autobase.System) => Promise<Result>
): Promise<Result> {
  while (!base.closing) {
    if (base.local.recovering) throw RegistryError.RECOVERING()
    await base.advance()
    const { system } = base
    if (system === null) continue
    try {
      const result = await read(system)
      if (system === base.system) return result
    } catch (err) {
      if (system === base.system) throw err
    }
  }
  throw new Error('the base is closing')
}

/** Keys of all writers there ever were, removed ones too. */
export async function everyWriter(system: Autobase.System): Promise<Key[]> {
  const keys: Key[] = []
  for await (const { key } of system.list()) keys.push(key)
  return keys
}

/** How many blocks of that writer a majority has signed. */
export async function signedBlocks(base: Base, writer: Key): Promise<number> {
  return readSystem(base, async (system) => {
    const signed = await system.checkout(base.signedLength)
    try {
      return (await signed.get(writer))?.length ?? 0
    } finally {
      await signed.close()
    }
  })
}

/** Waits until a majority has signed that writer up to `length`; NOT_SIGNED_YET if that is late. */
export async function untilSigned(base: Base, { key, length }: Stored, timeout = 0): Promise<void> {
  const ms = Math.min(timeout || TIMEOUT_MS, MAX_TIMEOUT_MS)
  const updates = on(base, 'update', { signal: AbortSignal.timeout(ms) })
  try {
    // Listening began above: a signature that comes during this look is not missed.
    if ((await signedBlocks(base, key)) >= length) return
    for await (const _ of updates) if ((await signedBlocks(base, key)) >= length) return
  } catch (err) {
    if (err instanceof Error && err.name === 'AbortError') throw RegistryError.NOT_SIGNED_YET(ms)
    throw err
  } finally {
    await updates.return?.()
  }
}
