declare module 'yazl' {
  import type { Readable } from 'node:stream'

  interface Options {
    /** Of the file, as Unix has it: its type and rights. */
    mode?: number
    compress?: boolean
  }

  /** Writes a zip file; read it as a stream after `end`. */
  class ZipFile {
    readonly outputStream: Readable
    addBuffer(buffer: Buffer, path: string, options?: Options): void
    addEmptyDirectory(path: string): void
    end(): void
  }

  const yazl: { ZipFile: typeof ZipFile }

  export = yazl
}
