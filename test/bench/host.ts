import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import type HyperDHT from 'hyperdht'

import { Net } from '../support/net.ts'
import { Scope } from '../support/scope.ts'
import { RegistryReader } from '../meta/support/last.ts'
import { Entries } from './entries.ts'
import { insertRows } from './limits.ts'
import { runImport, runLoad, runPaused } from './load.ts'
import type { LoadOptions } from './load.ts'
import { lookUp } from './reads.ts'
import { createSwarm } from './naive.ts'
import { startSubject } from './subject.ts'
import type { Kind, Subject } from './subject.ts'

// All that is stored here goes into a folder that the bench removes; it also ends this process.
process.env.TMPDIR = process.argv[2]

const subjects: Subject[] = []
let net: Net | null = null
let entries = new Entries(0)

/** What the bench asks of a process of its own: it hosts instances, and puts load on them. */
const calls = {
  /** The DHT to use, and the number of the first entry that is put here. */
  enter: async (entrance: HyperDHT.Address, from: number) => {
    net = new Net(entrance, new Scope())
    entries = new Entries(from)
  },
  start: async (kind: Kind, seed: number, bootstrap?: Uint8Array) => {
    const place = bootstrap === undefined ? { seed } : { seed, bootstrap }
    const subject = await startSubject(here(), kind, place)
    subjects.push(subject)
    return { key: subject.key, localKey: subject.localKey }
  },
  admit: async (localKey: Uint8Array) => void (await subjects[0]!.addWriter(localKey)),
  states: async () =>
    subjects.map(({ viewKey, view: { core }, base }) => ({
      viewKey,
      isIndexer: base.isIndexer,
      length: core.length,
      signedLength: core.signedLength,
      isWhole: core.contiguousLength === core.length
    })),
  /** A null block of each: ends a stall of a kind that has no nudge. */
  poke: async () => {
    for (const { base } of subjects) await base.append(null).catch(() => {})
  },
  /** Through the first instances; all of them by default. */
  load: (options: LoadOptions, first = subjects.length) =>
    runLoad(subjects.slice(0, first), entries, options),
  paused: (options: { count: number; deadline: number }) => runPaused(subjects, entries, options),
  import: (count: number, first = subjects.length) =>
    runImport(subjects.slice(0, first), entries, count),
  usage: async () => {
    const { user, system } = process.cpuUsage()
    return { cpu: (user + system) / 1000, memory: process.memoryUsage().rss / 2 ** 20 }
  },
  /** Inserts per second of HyperDB alone; the first ones warm it up. */
  alone: async (size: number, count: number) => {
    const store = new Corestore(mkdtempSync(join(tmpdir(), 'alone-')))
    await store.ready()
    await insertRows(store, 'warm', count / 2, size)
    return insertRows(store, 'measured', count, size)
  },
  /** Milliseconds until a new reader has its first entry, and until it has all of them. */
  copy: async (viewKey: Uint8Array, name: string) => {
    const machine = await here().machine(createSwarm, { seed: 60 })
    const start = performance.now()
    const reader = await machine.start(
      (store, swarm) => new RegistryReader(store, swarm, viewKey, { download: true })
    )
    await reader.view.get(name)
    const first = performance.now() - start
    const { core } = reader.view
    await core.download({ start: 0, end: core.length }).done()
    return { first, all: performance.now() - start }
  },
  lookUps: (size: number) => lookUp(subjects[0]!.view, size)
}

export type Calls = typeof calls

function here(): Net {
  if (net === null) throw new Error('the bench has not said which DHT to enter')
  return net
}

interface Request {
  id: number
  name: keyof Calls
  args: never[]
}

process.on('message', ({ id, name, args }: Request) => {
  const call: (...args: never[]) => Promise<unknown> = calls[name]
  const failed = (err: unknown) => {
    const error = err instanceof Error ? (err.stack ?? err.message) : String(err)
    process.send?.({ id, error })
  }
  call(...args).then((value) => process.send?.({ id, value }), failed)
})
// The bench has gone: so has the reason to be here.
process.once('disconnect', () => process.exit())
