/** Has a client note what it would call, instead of calling it; answers with the notes. */
export function noteCalls(client: { call: unknown }): unknown[][] {
  const calls: unknown[][] = []
  const call = (...args: unknown[]) => {
    calls.push(args)
    return Promise.resolve({ length: 1, signed: false })
  }
  Object.assign(client, { call })
  return calls
}
