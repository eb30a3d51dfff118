/** An error that a caller can act on: codes are part of the API, texts may change. */
export class RegistryError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(`${code}: ${message}`, options)
    this.name = 'RegistryError'
    this.code = code
  }

  static READ_ONLY(): RegistryError {
    return new RegistryError('READ_ONLY', 'a reader of the view key cannot write')
  }
}
