import * as fc from 'fast-check'

const CODES = [
  'REQUEST_TIMEOUT',
  'TIMEOUT_EXCEEDED',
  'CHANNEL_CLOSED',
  'CHANNEL_DESTROYED',
  'TOO_MANY_RETRIES',
  'POOL_REQUEST_TIMEOUT',
  'REQUEST_ERROR',
  'UNKNOWN_METHOD',
  'DECODE_ERROR',
  'ECONNRESET',
  ''
]
const SERVER = ['INVALID_ENTRY', 'NOT_WRITABLE', 'TIMEOUT', 'CHANNEL_CLOSED', 'NEW_CODE']

/** What an RPC may reject with, as plain data. */
export interface RpcFailure {
  /** False: something that is no Error was thrown. */
  isError: boolean
  code: string | number | null
  cause: { isError: boolean; code: string | number | null; context: string | null } | null
  ms: number
}

const code = (codes: string[]) => fc.oneof(fc.constantFrom(...codes), fc.constantFrom(null, 7))
export const rpcFailures: fc.Arbitrary<RpcFailure> = fc.record({
  isError: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
  code: code(CODES),
  cause: fc.option(
    fc.record({
      isError: fc.integer({ min: 0, max: 9 }).map((n) => n > 0),
      code: code(SERVER),
      // An empty one is never sent.
      context: fc.constantFrom(null, 'name', 'INVALID_ENTRY: ')
    })
  ),
  ms: fc.integer({ min: 1, max: 60_000 })
})

/** The error itself; the server's text begins with its code, and may have it once more. */
export function errorOf({ isError, code: own, cause }: RpcFailure): unknown {
  const reason = cause && made(cause.isError, cause.code, `${cause.code}: name is ${cause.code}: x`)
  if (reason && cause.context !== null) Object.assign(reason, { context: cause.context })
  return made(isError, own, 'oops', reason ?? undefined)
}

function made(isError: boolean, code: string | number | null, message: string, cause?: object) {
  const thing = isError ? new Error(message, { cause }) : { message, cause }
  return code === null ? thing : Object.assign(thing, { code })
}

export function tellFailure({ isError, code, cause, ms }: RpcFailure): string {
  const what = isError ? 'an Error' : 'no Error'
  const own = cause?.isError ? 'an Error' : 'no Error'
  const behind = cause ? `${own} with code ${cause.code} and context ${cause.context}` : 'nothing'
  return `fromRpc(${what} with code ${code}, caused by ${behind}; ${ms})`
}
