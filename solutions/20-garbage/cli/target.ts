import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'
import goodbye from 'graceful-goodbye'
import type Hyperswarm from 'hyperswarm'
import { flag } from 'paparam'

import { RegistryClient } from '../client/client.ts'
import { BLOCK_MS } from '../client/reader.ts'
import { RegistryError, fromRpc } from '../errors.ts'
import { readCard } from '../instance/storage.ts'
import type { Card } from '../instance/storage.ts'
import { createSwarm, swarmAt } from '../net/swarm.ts'
import { parseKey } from './terminal.ts'

/** Which instance a command talks to, and how it prints. */
export const target = [
  flag('--server|-s <key>', 'server key of an instance; repeat it for others to try').multiple(),
  flag('--storage|-d <folder>', 'or: the instance that runs on this folder'),
  flag(
    '--dht <host:port>',
    'enter the DHT there; default: that of the instance, or the public one'
  ),
  flag('--json', 'print JSON, for scripts')
] as const

export interface Target {
  server?: string[]
  storage?: string
  dht?: string
}

/** Connects for the time of one command, with a store that is thrown away at its end. */
export async function withClient<Result>(
  flags: Target,
  use: (client: RegistryClient) => Promise<Result>,
  { admin = false } = {}
): Promise<Result> {
  const { serverKeys, dht, keyPair } = await resolve(flags, admin)
  const folder = join(tmpdir(), `registry-${randomUUID()}`)
  let store: Corestore | null = null
  let swarm: Hyperswarm | null = null
  let client: RegistryClient | null = null
  const close = async () => {
    await client?.close()
    await swarm?.destroy()
    await store?.close()
    await rm(folder, { recursive: true, force: true })
  }
  // A signal may end a command at any moment: from here on nothing of it stays behind.
  const unregister = goodbye(close)
  try {
    makeFolder(folder)
    store = new Corestore(folder)
    swarm = await createSwarm(store, swarmAt(dht))
    client = new RegistryClient(store, swarm, serverKeys, { keyPair })
    return await use(client)
  } catch (err) {
    // A look-up whose peers are gone fails with an error of theirs.
    throw err instanceof RegistryError ? err : fromRpc(err, BLOCK_MS)
  } finally {
    // Last: a signal may come while this closes, too.
    await close()
    unregister()
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (err) {
    const code = err instanceof Error && 'code' in err ? err.code : err
    throw RegistryError.STORAGE('STORAGE_UNUSABLE', tmpdir(), `can't be used: ${String(code)}`, err)
  }
}

async function resolve({ server, storage, dht }: Target, admin: boolean) {
  if (server !== undefined && storage !== undefined) {
    throw RegistryError.INVALID_INPUT('--server and --storage name an instance each: give one')
  }
  if (server !== undefined && !admin) {
    const serverKeys = server.map((key) => parseKey('--server', key))
    return { serverKeys, dht: dht ?? null }
  }
  if (storage === undefined) {
    throw RegistryError.INVALID_INPUT(`${admin ? '' : '--server or '}--storage is missing`)
  }
  const card = await readCard(storage)
  const serverKeys = [parseKey('its server key', card.serverKey)]
  return { serverKeys, dht: dht ?? card.dht, keyPair: admin ? adminKeyPair(card) : undefined }
}

/** The key pair that may do everything at the instance on a folder. */
function adminKeyPair({ admin: { publicKey, secretKey } }: Card) {
  return { publicKey: b4a.from(publicKey, 'hex'), secretKey: b4a.from(secretKey, 'hex') }
}
