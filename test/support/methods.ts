import { tellFault } from './faults.ts'
import { type Outcome, outcome } from './oracle.ts'

/** A row of a table of methods, of any step. */
export interface AnyMethod {
  run(parts: never, request: never, caller: never): Promise<unknown>
}

/** Who calls, and what the service fails with, if it does. */
export interface Situation {
  admin: boolean
  fault: Error | null
}

/** Runs a method beside a service that only notes; tells how it ended, and what the service was asked. */
export async function playMethod(
  method: AnyMethod,
  request: object,
  { admin, fault }: Situation
): Promise<Outcome[]> {
  const asked: unknown[] = []
  const service = new Proxy(
    {},
    {
      get:
        (_, name) =>
        async (...args: unknown[]) => {
          asked.push([name, ...args])
          if (fault) throw fault
          return { length: 7, signed: false }
        }
    }
  )
  const caller = new Uint8Array(32)
  const parts = { service, isAdmin: (key: unknown) => admin && key === caller }
  const ended = await outcome(() => method.run(parts as never, request as never, caller as never))
  return [ended, { gives: asked }]
}

export function tellMethod(name: string, { admin, fault }: Situation): string[] {
  const who = admin ? 'an admin' : 'a stranger'
  const call = `${who} calls ${name}${tellFault(fault)}`
  return [call, `${call}: what the service is asked`]
}
