import goodbye from 'graceful-goodbye'
import IdEnc from 'hypercore-id-encoding'
import { pino } from 'pino'
import pretty from 'pino-pretty'

import { RegistryError } from './errors.ts'
import { Instance } from './instance.ts'
import { fieldLines, parseKey, print } from './terminal.ts'

export interface RunFlags {
  storage?: string
  bootstrap?: string
  dht?: string
  log?: string
  json?: boolean
}

/** Runs an instance until a signal ends it; prints its keys, then what to do with them. */
export async function run({ storage, bootstrap, dht, log, json }: RunFlags): Promise<void> {
  if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
  const logger = createLogger(log)
  const instance = new Instance(storage, {
    bootstrap: bootstrap === undefined ? null : parseKey('--bootstrap', bootstrap),
    dht
  })
  goodbye(async () => {
    await instance.close().catch((err) => {
      logger.error({ err }, 'could not close cleanly')
      process.exitCode = 1
    })
  })
  // Sockets of a DHT that is gone would keep the process for seconds.
  goodbye(async () => process.exit(), 1)
  // It takes its listeners away at the first signal, and tsx ends a process that has none left:
  // here is one, and a second signal does end it.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.on(signal, () => process.exit(1)))
  }
  await instance.ready()

  const { service } = instance
  service.on('error', (err) => logger.error({ err }, 'the base has failed'))
  service.on('warning', (err) => logger.warn({ err }, 'the base warns'))
  service.base.on('writable', () => logger.info('this instance may write now'))
  service.base.on('unwritable', () => logger.info('this instance may not write any more'))
  service.on('view-key', (key) => logger.info({ viewKey: IdEnc.encode(key) }, 'new view key'))
  const keys = {
    localKey: service.localKey,
    baseKey: service.key,
    viewKey: service.viewKey,
    serverKey: service.serverKey
  }
  print(json, keys, [
    ...fieldLines(keys),
    '',
    ...nextSteps(service.base.writable, storage, keys, dht)
  ])
  await service.announced()
  if (instance.inDht) logger.info('others can find this instance')
  else logger.warn({ dht }, 'nobody can find this instance: no node of the DHT has answered')
}

function nextSteps(
  writable: boolean,
  storage: string,
  keys: { localKey: Uint8Array; baseKey: Uint8Array; serverKey: Uint8Array },
  dht: string | undefined
): string[] {
  if (!writable) {
    return [
      'Not a writer yet. On a machine of a writer of this base:',
      `  registry add-writer --storage <its folder> ${IdEnc.encode(keys.localKey)}`
    ]
  }
  const at = dht === undefined ? '' : ` --dht ${dht}`
  return [
    `Another writer:  registry run --storage <folder> --bootstrap ${IdEnc.encode(keys.baseKey)}${at}`,
    `Admit it:        registry add-writer --storage ${storage} <its local key>`,
    `Put and get:     registry put|get|list --server ${IdEnc.encode(keys.serverKey)}${at}`
  ]
}

/** Logs go to stderr: as lines for a person on a terminal, else as JSON. */
function createLogger(level = 'info') {
  if (!(level in pino.levels.values) && level !== 'silent') {
    throw RegistryError.INVALID_INPUT(`--log ${level} is no level`)
  }
  const colorize = !process.env['NO_COLOR']
  const output = process.stderr.isTTY
    ? pretty({ sync: true, colorize, ignore: 'pid,hostname', destination: 2 })
    : pino.destination({ dest: 2, sync: true })
  return pino({ level }, output)
}
