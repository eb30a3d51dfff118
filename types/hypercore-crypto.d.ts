declare module 'hypercore-crypto' {
  interface Crypto {
    sign(message: Uint8Array, secretKey: Uint8Array): Uint8Array
    verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean
  }

  const crypto: Crypto
  export default crypto
}
