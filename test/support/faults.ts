import * as fc from 'fast-check'

import type { TestContext as Test } from './check.ts'
import type { Peer } from './cluster.ts'
import { llama } from './fixtures.ts'

/** What a full disk throws: it has a code, and is none of ours. */
export function diskFull(): Error {
  return Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
}

/** What storing may fail with: a code of the system, one of a package, or none. */
export const STORAGE_FAULTS: Error[] = [
  diskFull(),
  Object.assign(new Error('i/o error'), { code: 'EIO' }),
  Object.assign(new Error('session is closed'), { code: 'SESSION_CLOSED' }),
  new Error('Corruption: block checksum mismatch')
]
/** One of these, or null where storing goes well. */
export const storageFault: fc.Arbitrary<Error | null> = fc.option(
  fc.constantFrom(...STORAGE_FAULTS)
)

/** Tells of a fault behind what was done; nothing where there is none. */
export function tellFault(fault: Error | null): string {
  return fault === null ? '' : `, where storing fails with "${fault.message}"`
}

/** The same object, but for these members. */
export function withFault<Whole extends object>(whole: Whole, members: Partial<Whole>): Whole {
  return new Proxy(whole, {
    get(target, name) {
      if (Object.hasOwn(members, name)) return Reflect.get(members, name)
      const value: unknown = Reflect.get(target, name, target)
      // Private fields belong to the target.
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}

/** A put whose block can't be appended rejects with the reason; the peer appends nothing any more. */
export async function putRejects(t: Test, peer: Peer): Promise<void> {
  for (const fault of STORAGE_FAULTS) {
    const value = () => Promise.reject(fault)
    Object.defineProperty(peer.base, 'append', { value, configurable: true })
    await t.exception(peer.put(llama), new RegExp(fault.message), `a put${tellFault(fault)}`)
  }
}

/** The code of the error that ends it; null where none does. */
export async function codeOf(call: Promise<unknown>): Promise<unknown> {
  try {
    await call
    return null
  } catch (err) {
    return err instanceof Error && 'code' in err ? err.code : err
  }
}
