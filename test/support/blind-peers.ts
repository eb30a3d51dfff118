import { join } from 'node:path'
import BlindPeer from 'blind-peer'

import { createSwarm } from '#reference/06-swarm/net/swarm.ts'
import type { Service } from './deploy.ts'
import type { Entry } from './fixtures.ts'
import type { Net } from './net.ts'
import { until } from './until.ts'

const SEED = 50

interface Options {
  /** True announces the cores of whoever connects; otherwise nobody finds them here by topic. */
  announce?: boolean
  /** On the same folder, with the same seed, it is the same blind peer after a restart. */
  folder?: string
  seed?: number
}

/** What the graders ask of a service that is mirrored, the learner's and the reference's alike. */
export interface MirroredService extends Service {
  readonly view: {
    readonly core: {
      readonly key: Uint8Array
      readonly length: number
      readonly signedLength: number
    }
    get(name: string): Promise<Entry | null>
  }
  readonly base: {
    readonly isIndexer: boolean
    readonly writable: boolean
    readonly local: { readonly length: number }
  }
  put(entry: Entry, options?: { durable?: boolean }): Promise<unknown>
}

/** A blind peer straight from the package, into whose store a grader may look. */
export async function createBlindPeer(
  net: Net,
  { announce = true, folder = net.folder(), seed = SEED }: Options = {}
) {
  const machine = await net.machine(createSwarm, { seed, folder: join(folder, 'store') })
  const peer = await machine.start((store, swarm) => {
    const peer = new BlindPeer(join(folder, 'peer'), { store, swarm })
    swarm.on('connection', (connection) => {
      connection.on('error', () => {})
      if (announce) peer.addTrustedPubKey(connection.remotePublicKey)
      store.replicate(connection)
    })
    return peer
  })
  await peer.listen()

  async function blocksOf(key: Uint8Array): Promise<number> {
    const core = machine.store.get({ key })
    await core.ready()
    const { contiguousLength } = core
    await core.close()
    return contiguousLength
  }

  return {
    key: peer.publicKey,
    folder,
    machine,
    blocksOf,
    /** Waits until the signed view and the writer's own core are there to their ends. */
    async has(service: MirroredService): Promise<void> {
      const { core } = service.view
      let last: number[] = []
      const level = async () => {
        last = [await blocksOf(core.key), await blocksOf(service.localKey)]
        return last[0]! >= core.signedLength && last[1]! >= service.base.local.length
      }
      await until('the blind peer has the whole view, and the whole core of its writer', level, {
        deadline: 30_000,
        seen: () => [
          `view: ${last[0]} of ${core.signedLength} blocks`,
          `writer: ${last[1]} of ${service.base.local.length} blocks`
        ]
      })
    }
  }
}
