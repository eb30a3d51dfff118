import { EventEmitter } from 'node:events'
import timers, { setImmediate as turn } from 'node:timers/promises'
import { syncBuiltinESMExports } from 'node:module'
import b4a from 'b4a'

interface Appending {
  append(block: never): Promise<unknown>
}

/** Holds back whatever a base appends from now on: the first is `underWay` until it is let go. */
export function holdAppends(base: Appending): { underWay: Promise<void>; letGo: () => void } {
  const append = base.append.bind(base)
  const events = new EventEmitter()
  const happens = (name: string) => new Promise<void>((resolve) => void events.once(name, resolve))
  const [underWay, gone] = [happens('append'), happens('go')]
  const held = async (block: never) => {
    events.emit('append')
    await gone
    return append(block)
  }
  Object.defineProperty(base, 'append', { value: held, configurable: true })
  return { underWay, letGo: () => void events.emit('go') }
}

/** A call to which no wait takes time: each timer that it sets has run before this returns. */
export function withoutPatience<Result>(call: () => Result): Result {
  const [plain, promised] = [globalThis.setTimeout, timers.setTimeout]
  const due: (() => void)[] = []
  const set = (run: () => void) => plain(() => {}, void due.push(run))
  globalThis.setTimeout = Object.assign(set, { __promisify__: plain.__promisify__ })
  timers.setTimeout = async <T>(_ms?: number, value?: T) => value as T
  syncBuiltinESMExports()
  try {
    const result = call()
    for (const run of due) run()
    return result
  } finally {
    globalThis.setTimeout = plain
    timers.setTimeout = promised
    syncBuiltinESMExports()
  }
}

/** Key of the writer that the base below is asked about. */
export const WRITER = b4a.alloc(32, 2)

/**
 * The parts of a base that tell how much of a writer is applied, null for none. After each look it
 * moves on to the next of these numbers, and says so; what is downloaded is far ahead of them.
 */
export class ApplyingBase extends EventEmitter {
  readonly closing = false
  readonly local = { key: b4a.alloc(32, 1), length: 0 }
  readonly store = { get: () => ({ length: 1000, ready: async () => {}, close: async () => {} }) }
  readonly system = { get: async () => this.#look() }
  readonly activeWriters = [{ core: { key: WRITER, length: 1000 } }]
  /** Resolves when the last of the numbers was seen. */
  readonly seenAll: Promise<void>
  readonly #numbers: (number | null)[]
  #at = 0

  constructor(numbers: (number | null)[]) {
    super()
    this.#numbers = numbers
    this.seenAll = new Promise((resolve) => void this.once('seen-all', resolve))
  }

  /** Blocks of the writer that are applied now. */
  get applied(): number | null {
    return this.#numbers[this.#at]!
  }

  async advance(): Promise<void> {}

  async update(): Promise<void> {}

  #look() {
    const { applied } = this
    void turn().then(() => this.#moveOn())
    return applied === null ? null : { length: applied, isRemoved: false, isIndexer: false }
  }

  #moveOn(): void {
    if (this.#at === this.#numbers.length - 1) return void this.emit('seen-all')
    this.#at++
    this.emit('update')
  }
}

/** The time of whoever asks for a timeout is over when the test says so, and not before. */
export function holdTimeouts(): { over: () => void; restore: () => void } {
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  const controller = new AbortController()
  AbortSignal.timeout = () => controller.signal
  return { over: () => controller.abort(), restore: () => void (AbortSignal.timeout = timeout) }
}
