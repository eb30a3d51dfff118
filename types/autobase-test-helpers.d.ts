declare module 'autobase-test-helpers' {
  import type Autobase from 'autobase'

  type Base = Autobase<any, any>

  /** Connects the bases until all have the same blocks in the same order, then parts them. */
  export function replicateAndSync(bases: Base[]): Promise<void>
}
