import { readFile } from 'node:fs/promises'
import { isIPv4 } from 'node:net'
import { join } from 'node:path'
import IdEnc from 'hypercore-id-encoding'

const CARD = 'instance.json'
const MAX_PORT = 65_535

/** What to look at: a base, some instance of it if one is known, and the DHT to find it by. */
export interface Target {
  key: Uint8Array
  serverKey: Uint8Array | null
  /** null is the public DHT. */
  dht: { host: string; port: number } | null
}

export interface TargetFlags {
  storage?: string | undefined
  bootstrap?: string | undefined
  dht?: string | undefined
}

/** What the flags mean; throws a sentence that says what is wrong with them. */
export async function readTarget({ storage, bootstrap, dht }: TargetFlags): Promise<Target> {
  if (storage !== undefined) {
    const card = await readCard(storage)
    const home = dht ?? card.dht
    return { ...card, dht: home === null ? null : parseAddress(home) }
  }
  if (bootstrap === undefined) throw new Error('give a trace, --storage or --bootstrap')
  return {
    key: parseKey('--bootstrap', bootstrap),
    serverKey: null,
    dht: dht === undefined ? null : parseAddress(dht)
  }
}

/** The file that a running instance keeps in its folder for commands on the same machine. */
async function readCard(folder: string) {
  const file = join(folder, CARD)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new Error(
      `${folder} has no ${CARD}: start an instance there, or give --bootstrap and --dht`
    )
  })
  try {
    const { key, serverKey, dht } = JSON.parse(text)
    if (dht !== null && typeof dht !== 'string') throw new Error('dht')
    return { key: IdEnc.decode(key), serverKey: IdEnc.decode(serverKey), dht }
  } catch {
    throw new Error(`${file} is damaged: stop the instance and start it again`)
  }
}

function parseKey(flag: string, text: string): Uint8Array {
  if (!IdEnc.isValid(text)) throw new Error(`${flag} ${text} is not a key`)
  return IdEnc.decode(text)
}

function parseAddress(text: string): { host: string; port: number } {
  const [host = '', digits = '', ...rest] = text.split(':')
  const port = Number(digits)
  const address = host === 'localhost' ? '127.0.0.1' : host
  if (rest.length > 0 || !isIPv4(address) || !/^\d+$/.test(digits) || port < 1 || port > MAX_PORT) {
    throw new Error(`--dht ${text} is not HOST:PORT, such as 127.0.0.1:30001`)
  }
  return { host: address, port }
}
