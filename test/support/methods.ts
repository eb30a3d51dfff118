import { diskFull } from './faults.ts'
import { type Outcome, outcome } from './oracle.ts'

/** A row of a table of methods, of any step. */
export interface AnyMethod {
  run(parts: never, request: never, caller: never): Promise<unknown>
}

/** Who calls, and whether what the service does fails. */
export interface Situation {
  admin: boolean
  full: boolean
}

/** Runs a method beside a service that only notes; tells how it ended, and what the service was asked. */
export async function playMethod(
  method: AnyMethod,
  request: object,
  { admin, full }: Situation
): Promise<Outcome[]> {
  const asked: unknown[] = []
  const service = new Proxy(
    {},
    {
      get:
        (_, name) =>
        async (...args: unknown[]) => {
          asked.push([name, ...args])
          if (full) throw diskFull()
          return { length: 7, signed: false }
        }
    }
  )
  const caller = new Uint8Array(32)
  const parts = { service, isAdmin: (key: unknown) => admin && key === caller }
  const ended = await outcome(() => method.run(parts as never, request as never, caller as never))
  return [ended, { gives: asked }]
}

export function tellMethod(name: string, { admin, full }: Situation): string[] {
  const who = admin ? 'an admin' : 'a stranger'
  const call = `${who} calls ${name}${full ? ' while the disk is full' : ''}`
  return [call, `${call}: what the service is asked`]
}
