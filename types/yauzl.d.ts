declare module 'yauzl' {
  import type { Readable } from 'node:stream'

  namespace yauzl {
    interface Entry {
      /** With forward slashes; a folder's ends with one. */
      fileName: string
      uncompressedSize: number
      crc32: number
      versionMadeBy: number
      externalFileAttributes: number
      isEncrypted(): boolean
      canDecodeFileData(): boolean
    }

    interface ZipFile {
      entryCount: number
      eachEntry(): AsyncIterable<Entry>
      openReadStreamPromise(entry: Entry): Promise<Readable>
      close(): void
    }

    interface Options {
      autoClose?: boolean
    }
  }

  /** Reads zip files; the names that it gives never lead out of the folder. */
  const yauzl: {
    openPromise(path: string, options?: yauzl.Options): Promise<yauzl.ZipFile>
    fromBufferPromise(buffer: Buffer, options?: yauzl.Options): Promise<yauzl.ZipFile>
  }

  export = yauzl
}
