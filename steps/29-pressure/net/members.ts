import type Autobase from 'autobase'
import b4a from 'b4a'
import Hypercore from 'hypercore'

import { readSystem } from '../base/signed.ts'
import type { Key } from '../view.ts'

/** The writer that connects with this server key: a core's key is a hash of its public key. */
export function localKeyOf(serverKey: Key): Key {
  return Hypercore.key(serverKey)
}

/** Whether the peer with that server key is a writer of the base now. */
export async function isMember(base: Autobase<unknown>, serverKey: Key): Promise<boolean> {
  const member = await readSystem(base, (system) => system.get(localKeyOf(serverKey)))
  return member !== null && !member.isRemoved
}

/** Server keys of the indexers whose cores are known here, the greatest local key first. */
export function indexerKeys(base: Autobase<unknown>): Key[] {
  const cores = base.linearizer.indexers.map(({ core }) => core)
  return cores
    .sort((a, b) => b4a.compare(b.key, a.key))
    .flatMap(({ manifest }) => manifest?.signers.map(({ publicKey }) => publicKey) ?? [])
}
