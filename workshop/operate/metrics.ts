import { tracingChannel } from 'node:diagnostics_channel'
import { readdir, stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import IdEnc from 'hypercore-id-encoding'
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

import type { Instance } from '#registry/instance/instance.ts'
import { VERSION } from '#registry/operations.ts'
import release from '../../package.json' with { type: 'json' }
import type { Status } from './monitor.ts'

/** Seconds, up to what an answer or a majority may take. */
const BUCKETS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30]

/** Of `stat`: its blocks have this size, whatever those of the disk have. */
const BLOCK_BYTES = 512

interface Traced {
  name?: string
  begun?: number
  error?: unknown
}

/** What Prometheus reads: each number and flag of `status`, and what only this process sees. */
export class Metrics {
  readonly #registry = new Registry()
  readonly #gauges = new Map<string, Gauge>()
  readonly #answers: Counter<'method' | 'code'>
  readonly #answering: Histogram
  readonly #signing: Histogram
  #waiting: { length: number; since: number } | null = null

  constructor() {
    const registers = [this.#registry]
    collectDefaultMetrics({ register: this.#registry })
    const program = { release: release.version, operations: String(VERSION) }
    new Gauge({
      name: 'registry_program_info',
      help: 'The program that runs here, and the version of the operations that it knows',
      labelNames: Object.keys(program),
      registers
    }).set(program, 1)
    this.#answers = new Counter({
      name: 'registry_answers_total',
      help: 'Answers to requests; code is OK, or why one was refused',
      labelNames: ['method', 'code'],
      registers
    })
    const timing = (name: string, help: string) => {
      return new Histogram({ name, help, buckets: BUCKETS, registers })
    }
    this.#answering = timing('registry_answer_seconds', 'From a request to its answer')
    this.#signing = timing('registry_signing_seconds', 'From a put until a majority has signed it')
    tracingChannel('registry:request').subscribe({
      start: (request: Traced) => void (request.begun = performance.now()),
      end: () => {},
      asyncStart: () => {},
      asyncEnd: (request: Traced) => this.#answered(request),
      error: () => {}
    })
  }

  get contentType(): string {
    return this.#registry.contentType
  }

  watch({ service }: Instance): void {
    service.base.on('update', () => {
      const { length, signedLength } = service.view.core
      const now = performance.now()
      if (this.#waiting !== null && signedLength >= this.#waiting.length) {
        this.#signing.observe((now - this.#waiting.since) / 1000)
        this.#waiting = null
      }
      if (this.#waiting === null && signedLength < length) this.#waiting = { length, since: now }
    })
  }

  async text(instance: Instance, { members, halted, forked, ...status }: Status): Promise<string> {
    for (const [field, value] of Object.entries(status)) {
      if (typeof value !== 'number' && typeof value !== 'boolean') continue
      const name = field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      this.#set(`registry_${name}`, `${field} of status`, Number(value))
    }
    this.#set('registry_halted', '1: a newer version is in use', Number(halted !== null))
    this.#set('registry_forked', 'Writers that have run twice', forked?.length ?? 0)
    this.#set('registry_unsigned_seconds', 'Age of the oldest unsigned put', this.#unsigned())
    const { bavail, bsize } = await statfs(instance.folder)
    this.#set('registry_disk_free_bytes', 'Room on the disk of the storage', bavail * bsize)
    this.#set('registry_disk_bytes', 'Size of the storage', await sizeOf(instance.folder))
    this.#gauges.forEach((gauge, name) => name.startsWith('registry_member_') && gauge.reset())
    for (const { key, length, silence } of members ?? []) {
      const member = IdEnc.encode(key)
      this.#set('registry_member_blocks', 'Blocks of an indexer', length, member)
      this.#set('registry_member_silence_seconds', 'Since its last block', silence / 1000, member)
    }
    return this.#registry.metrics()
  }

  #unsigned(): number {
    return this.#waiting === null ? 0 : (performance.now() - this.#waiting.since) / 1000
  }

  #answered({ name = '', begun = 0, error }: Traced): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'INTERNAL'
    this.#answers.inc({ method: name, code: error === undefined ? 'OK' : code })
    this.#answering.observe((performance.now() - begun) / 1000)
  }

  #set(name: string, help: string, value: number, member?: string): void {
    const labelNames = member === undefined ? [] : ['member']
    const registers = [this.#registry]
    const gauge = this.#gauges.get(name) ?? new Gauge({ name, help, labelNames, registers })
    this.#gauges.set(name, gauge)
    gauge.set(member === undefined ? {} : { member }, value)
  }
}

/**
 * What the disk has given its files, as `du` counts: RocksDB reserves room for its log. It also
 * removes files at any moment: one that is gone takes no room.
 */
async function sizeOf(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true })
  const sizes = files.map((file) => {
    return stat(join(folder, file)).then(
      (found) => (found.isFile() ? found.blocks * BLOCK_BYTES : 0),
      () => 0
    )
  })
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
