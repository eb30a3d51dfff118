import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import goodbye from 'graceful-goodbye'
import type Hyperswarm from 'hyperswarm'
import { flag } from 'paparam'
import { todo } from '#todo'

import { RegistryClient } from '../client/client.ts'
import { RegistryError } from '../errors.ts'
import { readCard } from '../instance/storage.ts'
import { createSwarm, swarmAt } from '../net/swarm.ts'
import { parseKey } from './terminal.ts'

/** Which instance a command talks to, and how it prints. */
export const target = [
  flag('--server|-s <key>', 'server key of the instance'),
  flag('--storage|-d <folder>', 'or: the instance that runs on this folder'),
  flag(
    '--dht <host:port>',
    'enter the DHT there; default: that of the instance, or the public one'
  ),
  flag('--json', 'print JSON, for scripts')
] as const

export interface Target {
  server?: string
  storage?: string
  dht?: string
}

/** Connects for the time of one command, with a store that is thrown away at its end. */
export async function withClient<Result>(
  flags: Target,
  use: (client: RegistryClient) => Promise<Result>
): Promise<Result> {
  const { serverKey, dht } = await resolve(flags)
  const folder = join(tmpdir(), `registry-${randomUUID()}`)
  let store: Corestore | null = null
  let swarm: Hyperswarm | null = null
  let client: RegistryClient | null = null
  throw todo('12.2', 'use a client, and leave nothing behind')
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (err) {
    const code = err instanceof Error && 'code' in err ? err.code : err
    throw RegistryError.STORAGE('STORAGE_UNUSABLE', tmpdir(), `can't be used: ${String(code)}`, err)
  }
}

async function resolve({ server, storage, dht }: Target) {
  if (server !== undefined && storage !== undefined) {
    throw RegistryError.INVALID_INPUT('--server and --storage name an instance each: give one')
  }
  if (server !== undefined) return { serverKey: parseKey('--server', server), dht: dht ?? null }
  throw todo('12.1', 'the instance that runs on the folder')
}
