import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'

import { RegistryError } from '../errors.ts'

const SEED_BYTES = 32

/** Makes a file with a secret, unless there is one. It is all that makes a client that client. */
export async function createIdentity(file: string): Promise<void> {
  const seed = b4a.toString(randomBytes(SEED_BYTES), 'hex')
  await writeFile(file, seed, { flag: 'wx', mode: 0o600 }).catch((err) => {
    if (err.code !== 'EEXIST') throw unusable(file, err.code)
  })
}

/** The key pair of an identity file. */
export async function readIdentity(file: string): Promise<HyperDHT.KeyPair> {
  const text = await readFile(file, 'utf8').catch((err) => {
    throw unusable(file, err.code)
  })
  // Not left to the decoder: it drops whatever comes after the last pair of digits.
  const isSeed = /^[0-9a-f]{64}$/i.test(text.trim())
  if (!isSeed) throw unusable(file, 'it holds something else')
  return HyperDHT.keyPair(b4a.from(text.trim(), 'hex'))
}

function unusable(file: string, why: string): RegistryError {
  return RegistryError.INVALID_INPUT(`${file} can't be used as an identity: ${why}`)
}
