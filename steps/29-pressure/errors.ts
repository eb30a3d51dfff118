/** An error that a caller can act on: codes are part of the API, texts may change. */
export class RegistryError extends Error {
  readonly code: string
  /** What the error is about, where that is one thing: the name of a field. */
  readonly context: string | undefined

  constructor(code: string, message: string, options: ErrorOptions & { context?: string } = {}) {
    super(`${code}: ${message}`, options)
    this.name = 'RegistryError'
    this.code = code
    this.context = options.context
  }

  static INVALID_ENTRY(field: string, problem: string): RegistryError {
    return new RegistryError('INVALID_ENTRY', `${field} ${problem}`, { context: field })
  }

  static INVALID_REQUEST(cause: unknown): RegistryError {
    return new RegistryError('INVALID_REQUEST', 'the request cannot be decoded', { cause })
  }

  static TOO_LARGE(bytes: number, limit: number): RegistryError {
    const message = `${bytes} bytes are too many for one request: the limit is ${limit}`
    return new RegistryError('TOO_LARGE', message)
  }

  static NOT_WRITABLE(): RegistryError {
    const message = 'this instance is not, or is no longer, a writer of this base'
    return new RegistryError('NOT_WRITABLE', message)
  }

  static OWN_WRITER(): RegistryError {
    const message = 'an instance cannot remove itself: send remove-writer to another one'
    return new RegistryError('OWN_WRITER', message)
  }

  static NOT_A_WRITER(): RegistryError {
    return new RegistryError('NOT_A_WRITER', 'no writer of this base has that local key')
  }

  static LAST_INDEXER(): RegistryError {
    const message = 'this is the last indexer: nothing is signed without it, so add another first'
    return new RegistryError('LAST_INDEXER', message)
  }

  static UNAUTHORIZED(method: string): RegistryError {
    return new RegistryError('UNAUTHORIZED', `this key may not call ${method}`)
  }

  static DRAINING(): RegistryError {
    return new RegistryError('DRAINING', 'this instance is about to be taken out: ask another one')
  }

  static BEHIND(has: number, length: number): RegistryError {
    const message = `this instance has ${has} of the ${length} blocks of that writer: try again soon`
    return new RegistryError('BEHIND', message)
  }

  static OWNER(): RegistryError {
    return new RegistryError('OWNER', 'the key of the instance itself stays an admin')
  }

  static BUSY(ms: number): RegistryError {
    const message = `too many requests are under way; try again in ${ms} ms`
    return new RegistryError('BUSY', message, { context: String(ms) })
  }

  static RECOVERING(): RegistryError {
    const message = 'after a loss of power it compares its blocks with the others: start them first'
    return new RegistryError('RECOVERING', message)
  }

  static FORKED(): RegistryError {
    const message = 'this writer has run twice: remove it, and start one on an empty folder'
    return new RegistryError('FORKED', message)
  }

  static NOT_SIGNED_YET(ms: number): RegistryError {
    const message = `stored by this writer, but not signed by a majority within ${ms} ms`
    return new RegistryError('NOT_SIGNED_YET', message)
  }

  static HALTED(reason: string): RegistryError {
    return new RegistryError('HALTED', reason)
  }

  static REFUSED(reason: string): RegistryError {
    return new RegistryError('REFUSED', reason)
  }

  static INVALID_INPUT(problem: string): RegistryError {
    return new RegistryError('INVALID_INPUT', problem)
  }

  static NOT_FOUND(name: string): RegistryError {
    return new RegistryError('NOT_FOUND', `no entry is named ${name}`)
  }

  static STORAGE(code: string, folder: string, problem: string, cause?: unknown): RegistryError {
    return new RegistryError(code, `${folder} ${problem}`, { cause })
  }

  static INTERNAL(cause: unknown): RegistryError {
    return new RegistryError('INTERNAL', 'the server failed; its log says why', { cause })
  }

  static TIMEOUT(ms: number): RegistryError {
    const message = `no answer within ${ms} ms: the server may be down, or have done the request`
    return new RegistryError('TIMEOUT', message)
  }

  static UNAVAILABLE(ms: number): RegistryError {
    const message = `no server answered within ${ms} ms: is one up? It may have done the request`
    return new RegistryError('UNAVAILABLE', message)
  }

  static DISCONNECTED(cause: unknown): RegistryError {
    const message = 'the connection ended before the answer; the request may have been done'
    return new RegistryError('DISCONNECTED', message, { cause })
  }
}

/** What a failed RPC means to its caller: the server's own error, or how the way to it failed. */
export function fromRpc(err: unknown, ms: number): Error {
  if (!(err instanceof Error)) return RegistryError.INTERNAL(err)
  const { cause } = err
  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {
    const context = 'context' in cause ? String(cause.context) : undefined
    return new RegistryError(cause.code, cause.message.replace(`${cause.code}: `, ''), {
      context,
      cause
    })
  }
  const code = 'code' in err ? err.code : null
  if (code === 'REQUEST_TIMEOUT' || code === 'TIMEOUT_EXCEEDED') return RegistryError.TIMEOUT(ms)
  if (code === 'CHANNEL_CLOSED' || code === 'CHANNEL_DESTROYED') {
    return RegistryError.DISCONNECTED(err)
  }
  if (code === 'TOO_MANY_RETRIES' || code === 'POOL_REQUEST_TIMEOUT') {
    return RegistryError.UNAVAILABLE(ms)
  }
  return err
}
