import b4a from 'b4a'

import type { TestContext as Test } from './check.ts'

interface FakeOptions {
  isIndexer: boolean
  length: number
  signedLength: number
  /** Runs at each look of the nudge, before it sees anything; the first look is 1. */
  onLook?: (core: { signedLength: number }, look: number) => void
}

/** What a nudge sees of a base, made by the test. */
export function fakeBase({ isIndexer, length, signedLength, onLook }: FakeOptions) {
  const core = { key: b4a.alloc(32, 1), length, signedLength }
  const indexers: { key: Uint8Array }[] = []
  const appended: null[] = []
  const local = { length: 0 }
  return {
    isIndexer,
    local,
    appended,
    looks: 0,
    view: { core },
    /** The indexers of the tip; those that sign are none. */
    system: { indexers },
    linearizer: { indexers: [] },
    async update() {
      this.looks++
      onLook?.(core, this.looks)
    },
    async append(block: null) {
      appended.push(block)
      local.length++
    }
  }
}

/** Lets timers that are set from now on end at once; returns the milliseconds that were asked for. */
export function passTime(t: Test): number[] {
  const real = globalThis.setTimeout
  const waits: number[] = []
  const quick = (run: () => void, ms = 0) => {
    waits.push(ms)
    return real(run, 0)
  }
  globalThis.setTimeout = Object.assign(quick, { __promisify__: real.__promisify__ })
  t.teardown(async () => void (globalThis.setTimeout = real))
  return waits
}
