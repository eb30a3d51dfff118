import IdEnc from 'hypercore-id-encoding'
import { command, flag, summary } from 'paparam'

import { RegistryError } from '../errors.ts'
import { Instance } from '../instance/instance.ts'
import { swarmAt } from '../net/swarm.ts'
import { createLogger, logAdmins } from './log.ts'
import { parsePort } from './port.ts'
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
  flag('--blind-peer|-p <key>', 'key of a blind peer that mirrors the base').multiple(),
  flag('--allow <key>', 'public key of a client that may write').multiple(),
  flag('--open', 'let anyone write, as long as it runs'),
  flag('--port <port>', 'UDP port for a firewall to let through; default: any'),
  flag('--log <level>', 'debug, info, warn, error or silent; default: info'),
  flag('--json', 'print JSON, for scripts'),
  async ({ flags }) => {
    const { storage, bootstrap, dht = null, blindPeer = [], log, json, open } = flags
    if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
    const logger = createLogger(log)
    const key = bootstrap === undefined ? null : parseKey('--bootstrap', bootstrap)
    // Throws where it makes no sense, before a folder is made.
    swarmAt(dht)
    const blindPeers = blindPeer.map((each) => parseKey('--blind-peer', each))
    const allow = (flags.allow ?? []).map((each) => parseKey('--allow', each))
    const port = await parsePort(flags.port)
    const options = { bootstrap: key, dht, port, blindPeers, allow, open }
    const instance = new Instance(storage, options)
    closeOnSignal(instance, logger)
    await instance.ready()

    const { service, server } = instance
    service.on('warning', (err) => logger.warn({ err }, 'the base warns'))
    service.base.on('writable', () => logger.info('this instance may write now'))
    service.base.on('unwritable', () => logger.info('this instance may no longer write'))
    logAdmins(logger)
    const halted = (reason: string) => logger.error({ reason }, 'halted: update this instance')
    service.on('halted', halted)
    if (service.base.interrupted !== null) halted(service.base.interrupted)
    server.on('view-key', (key) => logger.info({ viewKey: IdEnc.encode(key) }, 'new view key'))
    const keys = {
      localKey: service.localKey,
      baseKey: service.key,
      // A newcomer learns it from the base.
      viewKey: service.base.length > 0 ? service.viewKey : 'not known yet',
      serverKey: server.serverKey,
      trustKey: server.mirrors.trustKey
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
