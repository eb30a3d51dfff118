import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'

import { RegistryError } from './errors.ts'

const SEED_BYTES = 32

/** The key pair of a file, which the first call writes: whoever has the file is that client. */
export async function readIdentity(file: string): Promise<HyperDHT.KeyPair> {
  const seed = randomBytes(SEED_BYTES)
  try {
    // Fails where there is a file already: an identity is never written over.
    await writeFile(file, b4a.toString(seed, 'hex'), { flag: 'wx', mode: 0o600 })
    return HyperDHT.keyPair(seed)
  } catch (err) {
    if (!(err instanceof Error && 'code' in err && err.code === 'EEXIST')) throw unusable(file)
  }
  const kept = b4a.from((await readFile(file, 'utf8')).trim(), 'hex')
  if (kept.byteLength !== SEED_BYTES) throw unusable(file)
  return HyperDHT.keyPair(kept)
}

function unusable(file: string): RegistryError {
  return RegistryError.INVALID_INPUT(`${file} is no identity, and none can be written there`)
}
