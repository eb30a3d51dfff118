import IdEnc from 'hypercore-id-encoding'
import { command, flag, summary } from 'paparam'

import { RegistryError } from '../errors.ts'
import { Instance } from '../instance/instance.ts'
import { swarmAt } from '../net/swarm.ts'
import { createLogger } from './log.ts'
import { closeOnSignal } from './signals.ts'
import { fieldLines, parseKey, print } from './terminal.ts'

/** Milliseconds in which a newcomer has long met its base. */
const MEET_TIMEOUT_MS = 15_000

export const run = command(
  'run',
  summary('Run an instance of the registry'),
  flag('--storage|-d <folder>', 'where the instance keeps its data'),
  flag('--bootstrap|-b <key>', 'key of the base to join; default: a new base'),
  flag('--dht <host:port>', 'enter the DHT there; default: the public DHT'),
  flag('--log <level>', 'debug, info, warn, error or silent; default: info'),
  flag('--json', 'print JSON, for scripts'),
  async ({ flags: { storage, bootstrap, dht = null, log, json } }) => {
    if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
    const logger = createLogger(log)
    const key = bootstrap === undefined ? null : parseKey('--bootstrap', bootstrap)
    // Throws where it makes no sense, before a folder is made.
    swarmAt(dht)
    const instance = new Instance(storage, { bootstrap: key, dht })
    closeOnSignal(instance, logger)
    await instance.ready()

    const { service, server } = instance
    service.on('warning', (err) => logger.warn({ err }, 'the base warns'))
    service.base.on('writable', () => logger.info('this instance may write now'))
    service.base.on('unwritable', () => logger.info('this instance may no longer write'))
    server.on('view-key', (key) => logger.info({ viewKey: IdEnc.encode(key) }, 'new view key'))
    const keys = {
      localKey: service.localKey,
      baseKey: service.key,
      // A newcomer learns it from the base.
      viewKey: service.base.length > 0 ? service.viewKey : 'not known yet',
      serverKey: server.serverKey
    }
    const next = service.base.writable
      ? `A second instance joins with --bootstrap ${IdEnc.encode(keys.baseKey)}`
      : 'Not a writer yet: somebody has to admit its local key'
    print(json, keys, [...fieldLines(keys), '', next])
    await server.announced()
    if (server.isReachable) logger.info('others can find this instance')
    else logger.warn({ dht }, 'no node of the DHT has answered: nobody can find this instance')
    setTimeout(() => {
      if (service.base.length > 0 || service.closing) return
      logger.warn(
        'nothing of that base has come: is it a base key, and does an instance of it run?'
      )
    }, MEET_TIMEOUT_MS).unref()
  }
)
