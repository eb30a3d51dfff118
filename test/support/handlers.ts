import { type Outcome, outcome } from './oracle.ts'

/** A router of any step. */
export interface Router {
  dispatch(block: Uint8Array, context: never): Promise<unknown>
}

/** What a handler finds: the answers of host and view, and what a write fails with. */
export interface World {
  /** What a call that only asks answers, by its name. */
  answers: Record<string, unknown>
  /** What every write rejects with; null: none does. */
  fault: Error | null
}

/** Dispatches a block in a made world; tells how it ended, and which writes it made in which order. */
export async function playHandler(
  createRouter: () => Router,
  block: Uint8Array,
  { answers, fault }: World
): Promise<Outcome[]> {
  const writes: unknown[] = []
  const part = () =>
    new Proxy(
      {},
      {
        get(_, name) {
          if (typeof name !== 'string' || name === 'then') return undefined
          return (...args: unknown[]) => {
            if (Object.hasOwn(answers, name)) return answers[name]
            writes.push([name, ...args])
            return fault ? Promise.reject(fault) : Promise.resolve()
          }
        }
      }
    )
  const context = { view: part(), host: part() } as never
  const ended = await outcome(() => createRouter().dispatch(block, context))
  // A write that was not awaited has begun by now, and shows as one; its failure is nobody's.
  return ['throws' in ended ? ended : { gives: 'an end' }, { gives: writes }]
}
