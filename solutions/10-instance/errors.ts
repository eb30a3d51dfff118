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

  static NOT_SIGNED_YET(ms: number): RegistryError {
    const message = `stored by this writer, but not signed by a majority within ${ms} ms`
    return new RegistryError('NOT_SIGNED_YET', message)
  }

  static INVALID_INPUT(problem: string): RegistryError {
    return new RegistryError('INVALID_INPUT', problem)
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
  return err
}
