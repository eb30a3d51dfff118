import type Autobase from 'autobase'
import { on } from 'node:events'

import { RegistryError } from './errors.ts'
import type { RegistryView } from './view.ts'

type Base = Autobase<RegistryView>

/** Reads from the base's system; once more where a reboot has put another in its place meanwhile. */
export async function readSystem<Result>(
  base: Base,
  read: (system: Autobase.System) => Promise<Result>
): Promise<Result> {
  while (!base.closing) {
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

/** How many blocks of this instance's own writer a majority has signed. */
export async function signedBlocks(base: Base): Promise<number> {
  return readSystem(base, async (system) => {
    const signed = await system.checkout(base.signedLength)
    try {
      return (await signed.get(base.local.key))?.length ?? 0
    } finally {
      await signed.close()
    }
  })
}

/** Waits until a majority has signed this writer up to `length`; NOT_SIGNED_YET after `ms`. */
export async function untilSigned(base: Base, length: number, ms: number): Promise<void> {
  const changes = on(base, 'update', { signal: AbortSignal.timeout(ms) })
  try {
    // Listening began above: what is signed while this looks is still told.
    if ((await signedBlocks(base)) >= length) return
    for await (const _ of changes) if ((await signedBlocks(base)) >= length) return
  } catch (err) {
    if (err instanceof Error && err.name === 'AbortError') throw RegistryError.NOT_SIGNED_YET(ms)
    throw err
  } finally {
    await changes.return?.()
  }
}
