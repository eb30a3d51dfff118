/** An error that a caller can act on: codes are part of the API, texts may change. */
export class RegistryError extends Error {
  readonly code: string

  constructor(code: string, message: string, options: ErrorOptions = {}) {
    super(`${code}: ${message}`, options)
    this.name = 'RegistryError'
    this.code = code
  }

  static NOT_WRITABLE(): RegistryError {
    const message = 'this instance is not, or is no longer, a writer of this base'
    return new RegistryError('NOT_WRITABLE', message)
  }

  static NOT_SIGNED_YET(ms: number): RegistryError {
    const message = `stored by this writer, but not signed by a majority within ${ms} ms`
    return new RegistryError('NOT_SIGNED_YET', message)
  }
}
