import { command, flag, summary } from 'paparam'

import { RegistryError } from '../errors.ts'
import { swarmAt } from '../net/swarm.ts'
import { createLogger } from './log.ts'
import { closeOnSignal } from './signals.ts'
import { fieldLines, parseKey, print } from './terminal.ts'

export const blindPeer = command(
  'blind-peer',
  summary('Run a blind peer, which keeps copies for others'),
  flag('--storage|-d <folder>', 'where the blind peer keeps its data'),
  flag('--trust|-t <key>', 'trust key of an instance whose base it announces').multiple(),
  flag('--dht <host:port>', 'enter the DHT there; default: the public DHT'),
  flag('--json', 'print JSON, for scripts'),
  async ({ flags: { storage, trust = [], dht = null, json } }) => {
    if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
    const trusted = trust.map((key) => parseKey('--trust', key))
    swarmAt(dht)
    // It brings along much that no other command needs.
    const { BlindPeerInstance } = await import('../instance/blind-peer.ts')
    const peer = new BlindPeerInstance(storage, dht, trusted)
    closeOnSignal(peer, createLogger())
    await peer.ready()
    const keys = { blindPeerKey: peer.key }
    print(json, keys, [...fieldLines(keys), '', 'Give it to run --blind-peer of each instance'])
  }
)
