import { isIPv4 } from 'node:net'
import createTestnet from 'hyperdht/testnet.js'

import { readFlags, refuse } from './flags.ts'

const NODES = 4
const PORT = 30001
const USAGE = `npm run dht -- [--host ADDRESS] [--port ${PORT}]
A DHT for a room without internet. ADDRESS: this machine's in the network; default: 127.0.0.1.`

const flags = readFlags(USAGE, { host: { type: 'string' }, port: { type: 'string' } })
const host = flags.host ?? '127.0.0.1'
const port = Number(flags.port ?? PORT)
if (!isIPv4(host)) refuse(`${host} is not an IPv4 address`, USAGE)
if (!(Number.isInteger(port) && port > 0 && port < 65536))
  refuse(`${flags.port} is not a port`, USAGE)
const testnet = await createTestnet(NODES, { host, port })

// A port that is taken is silently replaced by another, where nobody would look.
if (testnet.bootstrap[0]?.port !== port) {
  await testnet.destroy()
  console.error(
    `port ${port} is taken: end what uses it, or choose another: npm run dht -- --port N`
  )
  process.exit(1)
}
console.log(`a local DHT of ${NODES} nodes; join it with  --dht ${host}:${port}   (Ctrl-C ends it)`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void testnet.destroy().then(() => process.exit(0)))
}
