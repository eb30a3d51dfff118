declare module 'hypercore-id-encoding' {
  /** A 32-byte key from z32 or hex text, or checked and returned as it is. */
  export function decode(id: Uint8Array | string): Uint8Array
  export function encode(key: Uint8Array): string
  /** z32, whatever form it had. */
  export function normalize(id: Uint8Array | string): string
  export function isValid(id: unknown): boolean
  const IdEnc: {
    decode: typeof decode
    encode: typeof encode
    normalize: typeof normalize
    isValid: typeof isValid
  }
  export default IdEnc
}
