import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import c from 'compact-encoding'
import type { Encoder } from 'compact-encoding'
import type Hyperswarm from 'hyperswarm'
import ProtomuxRPC from 'protomux-rpc'

import { Again } from '../again.ts'
import { UNREACHED } from '../names.ts'
import { READER } from '../recording.ts'
import type { Recording } from '../recording.ts'
import type { Letter } from '../trace.ts'
import { gapText } from './gaps.ts'
import type { Gap, Gaps } from './gaps.ts'
import { isStatus, linesOf } from './lines.ts'
import type { Status } from './lines.ts'

/** An instance is asked when the base changes, and this often anyway: one that is gone changes nothing. */
const ASK_MS = 1000
/** Between two questions, while the base changes all the time. */
const GAP_MS = 100
const TIMEOUT_MS = 3000
const BYTES = { requestEncoding: null, responseEncoding: null }

interface Encodings {
  request: Encoder
  response: Encoder
}

/** Asks each instance that the reader is connected with how it is, whenever something changes. */
export class Statuses {
  /** What the instances lack, once there is a base to compare them with. */
  gaps: Gaps | null = null
  readonly #recording: Recording
  readonly #encodings: Encodings
  readonly #told = new Map<Letter, string>()
  readonly #behind = new Set<Letter>()
  readonly #rpcs = new Set<ProtomuxRPC>()
  readonly #asks = new Set<() => void>()
  readonly #newest = new Map<Letter, ProtomuxRPC>()

  private constructor(recording: Recording, encodings: Encodings) {
    this.#recording = recording
    this.#encodings = encodings
  }

  static async open(recording: Recording, step: string): Promise<Statuses> {
    return new Statuses(recording, await loadEncodings(step))
  }

  /** Asks all of them now: the base has changed. */
  ask(): void {
    for (const ask of this.#asks) ask()
  }

  close(): void {
    for (const rpc of this.#rpcs) rpc.destroy()
  }

  follow(connection: Hyperswarm.Connection): void {
    connection.on('error', () => {})
    const rpc = new ProtomuxRPC(connection, { id: connection.remotePublicKey })
    this.#rpcs.add(rpc)
    let letter: Letter | null = null
    const asks = new Again(async () => {
      if (rpc.closed) return
      try {
        const status = await this.#ask(rpc)
        letter = this.#tell(status, this.gaps?.of(connection.remotePublicKey) ?? [])
        this.#newest.set(letter, rpc)
      } catch {
        // A peer that knows no status is not an instance; one that stopped answering may be frozen.
        if (letter !== null && !rpc.closed) this.#down(letter, 'it does not answer')
      }
      await pause(GAP_MS, undefined, { ref: false })
    })
    const ask = () => void asks.ask()
    const timer = setInterval(ask, ASK_MS)
    this.#asks.add(ask)
    ask()
    connection.once('close', () => {
      clearInterval(timer)
      this.#rpcs.delete(rpc)
      this.#asks.delete(ask)
      // Of two connections with one instance the older one is closed.
      if (letter !== null && this.#newest.get(letter) === rpc)
        this.#down(letter, 'the connection has ended')
    })
  }

  async #ask(rpc: ProtomuxRPC): Promise<Status> {
    const { request, response } = this.#encodings
    const bytes = await rpc.request('status', c.encode(request, {}), {
      ...BYTES,
      timeout: TIMEOUT_MS
    })
    const status: unknown = c.decode(response, bytes)
    if (!isStatus(status)) throw new Error('this is not a status')
    return status
  }

  #tell(status: Status, gaps: Gap[]): Letter {
    const letter = this.#recording.letter(status.localKey)
    const lines = linesOf(status, gaps)
    const told = lines.join('\n')
    const before = this.#told.get(letter)
    if (before === told) return letter
    if (before === undefined)
      this.#recording.add({ type: 'peer', id: letter, name: `Instance ${letter}`, role: 'peer' })
    if (before === '')
      this.#recording.add({ type: 'peer-state', peer: letter, up: true, reason: '' })
    if (!before) this.#recording.link(READER, letter, true)
    this.#told.set(letter, told)
    this.#recording.add({ type: 'status', peer: letter, lines })
    this.#tellGaps(letter, gaps)
    return letter
  }

  /** A cut between instances, and its end, are moments of the picture. */
  #tellGaps(letter: Letter, gaps: Gap[]): void {
    const behind = gaps.length > 0
    if (behind === this.#behind.has(letter)) return
    if (behind) this.#behind.add(letter)
    else this.#behind.delete(letter)
    const what = behind
      ? `does not get what others append: ${gaps.map(gapText).join(', ')}`
      : 'has all blocks again'
    this.#recording.note(`Instance ${letter} ${what}.`)
  }

  #down(letter: Letter, why: string): void {
    if (this.#told.get(letter) === '') return
    this.#told.set(letter, '')
    const reason = `${UNREACHED}: ${why}`
    this.#recording.add({ type: 'peer-state', peer: letter, up: false, reason })
  }
}

async function loadEncodings(step: string): Promise<Encodings> {
  const file = join(step, 'spec/schema/index.js')
  const { getEncoding }: { getEncoding: (name: string) => Encoder } = await import(
    pathToFileURL(file).href
  )
  return {
    request: getEncoding('@registry/status-request'),
    response: getEncoding('@registry/status')
  }
}
