import createTestnet from 'hyperdht/testnet.js'

const NODES = 4
const PORT = 30001

/** A DHT for a room without internet: `npm run dht`, or `npm run dht -- --host 192.168.1.5`. */
const host = option('--host') ?? '127.0.0.1'
const port = Number(option('--port') ?? PORT)
const testnet = await createTestnet(NODES, { host, port })

// A port that is taken is silently replaced by another, where nobody would look.
if (testnet.bootstrap[0]?.port !== port) {
  await testnet.destroy()
  console.error(`port ${port} is taken: end what uses it, or choose another with --port`)
  process.exit(1)
}
console.log(`a local DHT of ${NODES} nodes; join it with  --dht ${host}:${port}   (Ctrl-C ends it)`)
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void testnet.destroy().then(() => process.exit(0)))
}

function option(name: string): string | undefined {
  const at = process.argv.indexOf(name)
  return at === -1 ? undefined : process.argv[at + 1]
}
