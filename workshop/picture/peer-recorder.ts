import type Autobase from 'autobase'

import { Again } from './again.ts'
import { OrderTeller } from './order-teller.ts'
import type { TellerOptions } from './order-teller.ts'
import type { Recording } from './recording.ts'
import type { Letter } from './trace.ts'

const BASE_EVENTS = ['update', 'reboot', 'fast-forward', 'is-indexer', 'is-non-indexer'] as const

/**
 * Follows one base from outside: after an update it looks at the order again. Looks that come too
 * fast become one; nothing of the base is wrapped.
 */
export class PeerRecorder {
  readonly id: Letter
  readonly #recording: Recording
  readonly #base: Autobase<unknown, unknown>
  readonly #order: OrderTeller
  readonly #off: (() => void)[] = []
  #closed = false
  #down = false
  readonly #looks = new Again(() => this.#look())
  /** What the last look could not read; the next one tries again. */
  #problem: Error | null = null

  constructor(
    recording: Recording,
    base: Autobase<unknown, unknown>,
    id: Letter,
    options: TellerOptions
  ) {
    this.id = id
    this.#recording = recording
    this.#base = base
    this.#order = new OrderTeller(recording, base, id, options)
    for (const event of BASE_EVENTS) this.#on(base, event, () => this.#changed())
    this.#on(base, 'reboot', () => this.#renewed(base.indexedLength))
    this.#on(base, 'close', () => this.#ended())
    this.#on(base.core, 'truncate', (length) => this.#cut(Number(length)))
    this.#changed()
  }

  /** Waits until the trace has the state that the base is in now. */
  async flush(): Promise<void> {
    if (this.#base.closing && this.#base.getLastError()) this.#ended()
    await this.#looks.ask()
    if (this.#problem) throw this.#problem
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const off of this.#off) off()
    await this.#looks.ask()
    await this.#order.close()
  }

  #on(emitter: NodeJS.EventEmitter, event: string, listener: (...values: unknown[]) => void): void {
    emitter.on(event, listener)
    this.#off.push(() => emitter.off(event, listener))
  }

  #cut(length: number): void {
    this.#order.cut(length)
    this.#changed()
  }

  #renewed(length: number): void {
    this.#order.renew(length)
    this.#changed()
  }

  #changed(): void {
    void this.#looks.ask()
  }

  #ended(): void {
    if (this.#down) return
    this.#down = true
    const error = this.#base.getLastError()
    const reason = error ? error.message : ''
    this.#recording.add({ type: 'peer-state', peer: this.id, up: false, reason })
  }

  async #look(): Promise<void> {
    if (this.#closed || this.#base.closing) return
    try {
      await this.#order.tell()
      this.#problem = null
    } catch (error) {
      // A base that closes meanwhile takes its cores along.
      if (this.#base.closing || this.#closed) return
      this.#problem = error instanceof Error ? error : new Error(String(error))
    }
  }
}
