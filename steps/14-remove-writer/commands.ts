import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import { todo } from '#todo'

import { RegistryClient } from './client.ts'
import { RegistryError } from './errors.ts'
import { readCard } from './storage.ts'
import { createSwarm, swarmAt } from './swarm.ts'
import { entryLine, fieldLines, parseKey, print, readEntries } from './terminal.ts'
import type { Entry } from './view.ts'

/** Which instance to talk to: one by its server key, or the one that runs on a folder. */
export interface Target {
  server?: string
  storage?: string
  dht?: string
  json?: boolean
}

export interface EntryFlags extends Target {
  driveKey?: string
  type?: string
  owner?: string
  description?: string
  durable?: boolean
}

export async function addWriter(
  localKey: string,
  flags: Target & { writerOnly?: boolean }
): Promise<void> {
  const key = parseKey('the local key', localKey)
  const indexer = !flags.writerOnly
  await withClient(flags, (client) => client.addWriter(key, { indexer }))
  const lines = [`asked to add ${localKey} as ${indexer ? 'an indexer' : 'a writer'}`]
  print(flags.json, { added: localKey, indexer }, lines)
}

export async function removeWriter(localKey: string, flags: Target): Promise<void> {
  throw todo('09.4', 'parse the key, ask for the removal, print what was asked')
}

export async function put(name: string, flags: EntryFlags): Promise<void> {
  const { type, owner = null, description = null, durable = false } = flags
  if (type === undefined) throw RegistryError.INVALID_INPUT('--type is missing')
  const driveKey = parseKey('--drive-key', flags.driveKey)
  const entry = { name, driveKey, type, owner, description }
  const answer = await withClient(flags, (client) => client.put(entry, { durable }))
  const promise = answer.signed ? 'signed by a majority' : 'accepted, not signed yet'
  print(flags.json, answer, [`stored ${name}: ${promise}`])
}

export async function get(name: string, flags: Target): Promise<void> {
  const entry = await withClient(flags, (client) => client.get(name))
  if (entry === null) throw RegistryError.NOT_FOUND(name)
  print(flags.json, entry, fieldLines(entry))
}

export async function list(flags: EntryFlags): Promise<void> {
  const { type, owner } = flags
  const entries = await withClient(flags, async (client) => {
    const found = type ? client.findByType(type) : owner ? client.findByOwner(owner) : client.list()
    const all: Entry[] = []
    for await (const entry of found) all.push(entry)
    return all
  })
  const wanted = entries.filter((entry) => owner === undefined || entry.owner === owner)
  print(flags.json, wanted, [...wanted.map(entryLine), `${wanted.length} entries`])
}

export async function load(file: string, flags: Target): Promise<void> {
  const entries = await readEntries(file)
  const bar = (stored: number) => process.stderr.write(`\r${stored} of ${entries.length} stored`)
  const live = process.stderr.isTTY && !flags.json
  await withClient(flags, (client) => client.putAll(entries, live ? bar : undefined))
  if (live) process.stderr.write('\n')
  print(flags.json, { stored: entries.length }, [`stored ${entries.length} entries`])
}

export async function status(flags: Target): Promise<void> {
  const answer = await withClient(flags, (client) => client.status())
  print(flags.json, answer, fieldLines(answer))
}

/** Connects for the time of one command, with a store that is thrown away. */
async function withClient<Result>(
  target: Target,
  use: (client: RegistryClient) => Promise<Result>
): Promise<Result> {
  const { serverKey, swarmOptions, keyPair } = await resolve(target)
  const folder = await mkdtemp(join(tmpdir(), 'registry-'))
  const store = new Corestore(folder)
  const swarm = await createSwarm(store, swarmOptions)
  const client = new RegistryClient(store, swarm, serverKey, { keyPair })
  try {
    return await use(client)
  } finally {
    await client.close()
    await swarm.destroy()
    await store.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function resolve({ server, storage, dht }: Target) {
  if (storage === undefined) {
    if (server === undefined) throw RegistryError.INVALID_INPUT('--server or --storage is missing')
    return { serverKey: parseKey('--server', server), swarmOptions: swarmAt(dht) }
  }
  const { serverKey, dht: home, admin } = await readCard(storage)
  const keyPair = {
    publicKey: b4a.from(admin.publicKey, 'hex'),
    secretKey: b4a.from(admin.secretKey, 'hex')
  }
  return { serverKey: IdEnc.decode(serverKey), swarmOptions: swarmAt(dht ?? home), keyPair }
}
