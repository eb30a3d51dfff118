import { readFileSync } from 'node:fs'
import Hyperswarm from 'hyperswarm'
import IdEnc from 'hypercore-id-encoding'

/**
 * Loaded into instances before their program: at a signal, each reads from a file who is cut off from
 * whom, as pairs of server keys, ends those connections of its own, and lets none be made again.
 */
const swarms = new Set()
let pairs = []
const { join, _handleFirewall: turnsAway } = Hyperswarm.prototype

function isCut(swarm, key) {
  const [own, other] = [swarm.keyPair.publicKey, key].map((each) => IdEnc.normalize(each))
  return pairs.some((pair) => pair.includes(own) && pair.includes(other))
}

Hyperswarm.prototype.join = function (...args) {
  swarms.add(this)
  return join.apply(this, args)
}
Hyperswarm.prototype._handleFirewall = function (key, payload) {
  return isCut(this, key) || turnsAway.call(this, key, payload)
}
process.on('SIGUSR2', () => {
  pairs = JSON.parse(readFileSync(process.env.CUT_FILE, 'utf8'))
  for (const swarm of swarms) {
    for (const connection of swarm.connections) {
      if (isCut(swarm, connection.remotePublicKey)) connection.destroy()
    }
  }
})
