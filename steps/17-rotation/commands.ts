import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import b4a from 'b4a'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import { todo } from '#todo'

import { RegistryClient } from './client.ts'
import { RegistryError } from './errors.ts'
import { Instance } from './instance.ts'
import { readCard } from './storage.ts'
import { createSwarm, swarmAt } from './swarm.ts'
import { entryLine, fieldLines, parseCount, parseKey, print, readEntries } from './terminal.ts'
import type { Entry } from './view.ts'

/** Which instance to talk to: any of those with these server keys, or the one that runs on a folder. */
export interface Target {
  server?: string[]
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

/** Prints what to remove it with: its local key and the length that the others must have. */
export async function drain(flags: Target): Promise<void> {
  const { key, length = 0 } = await withClient(flags, (client) => client.drain())
  const localKey = IdEnc.encode(key)
  const next = `registry remove-writer ${localKey} --length ${length} --storage <folder of another>`
  print(flags.json, { localKey, length }, ['refuses writes from now on; take it out with', next])
}

/** All entries of an instance that is stopped, signed or not, as a file for import. */
export async function dump({ storage }: Target): Promise<void> {
  if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
  await readCard(storage)
  const instance = new Instance(storage, { offline: true })
  throw todo('12.4', 'open it, print all entries of its view, close it')
}

export async function removeWriter(
  localKey: string,
  flags: Target & { length?: string }
): Promise<void> {
  const key = parseKey('the local key', localKey)
  const length = parseCount('--length', flags.length)
  await withClient(flags, (client) => client.removeWriter(key, { length }))
  print(flags.json, { removed: localKey }, [`asked to remove ${localKey}`])
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

export async function deleteEntry(name: string, flags: EntryFlags): Promise<void> {
  const { durable = false } = flags
  const answer = await withClient(flags, (client) => client.delete(name, { durable }))
  const promise = answer.signed ? 'signed by a majority' : 'accepted, not signed yet'
  print(flags.json, answer, [`deleted ${name}: ${promise}`])
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
  const { members, ...rest } = answer
  const lines = (members ?? []).map(({ key, length, silence }) => {
    return `indexer ${IdEnc.encode(key)}  ${length} blocks, the last one seen ${silence} ms ago`
  })
  const lag = answer.length - answer.signedLength
  print(flags.json, answer, [...fieldLines(rest), `${lag} blocks are not signed yet`, ...lines])
}

/** Connects for the time of one command, with a store that is thrown away. */
async function withClient<Result>(
  target: Target,
  use: (client: RegistryClient) => Promise<Result>
): Promise<Result> {
  const { serverKeys, swarmOptions, keyPair } = await resolve(target)
  const folder = await mkdtemp(join(tmpdir(), 'registry-'))
  const store = new Corestore(folder)
  const swarm = await createSwarm(store, swarmOptions)
  const client = new RegistryClient(store, swarm, serverKeys, { keyPair })
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
    const serverKeys = server.map((key) => parseKey('--server', key))
    return { serverKeys, swarmOptions: swarmAt(dht) }
  }
  const { serverKey, dht: home, admin } = await readCard(storage)
  const keyPair = {
    publicKey: b4a.from(admin.publicKey, 'hex'),
    secretKey: b4a.from(admin.secretKey, 'hex')
  }
  return { serverKeys: [IdEnc.decode(serverKey)], swarmOptions: swarmAt(dht ?? home), keyPair }
}
