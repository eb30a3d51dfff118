import { arg, bail, command, flag, summary } from 'paparam'

import * as actions from './commands.ts'
import { RegistryError } from './errors.ts'
import { run as runInstance } from './run.ts'

const dht = flag('--dht <host:port>', 'enter the DHT there; the public one unless told')
const identity = flag('--identity|-i <file>', 'who you are: a file that identity has made')
const json = flag('--json', 'print JSON, for scripts')
const server = flag('--server|-s <key>', 'server key of an instance; several are tried').multiple()
const storage = flag('--storage|-d <folder>', 'talk to the instance that runs on this folder')

const run = command(
  'run',
  summary('Run an instance of the registry'),
  flag('--storage|-d <folder>', 'where the instance keeps its data'),
  flag('--bootstrap|-b <key>', 'key of the base to join; without it a new one is made'),
  flag('--allow <key>', 'public key of a client that may write; may be given again').multiple(),
  flag('--admin <key>', 'public key of an admin; may be given again').multiple(),
  flag('--open', 'let anyone write, as long as it runs'),
  flag('--log <level>', 'debug, info, warn, error or silent; info unless told'),
  flag('--blind-peer|-p <key>', 'key of a blind peer that mirrors the base').multiple(),
  dht,
  json
)
const runBlindPeer = command(
  'blind-peer',
  summary('Run a blind peer, which keeps copies for others'),
  flag('--storage|-d <folder>', 'where the blind peer keeps its data'),
  flag('--trust|-t <key>', 'trust key of an instance whose base it announces').multiple(),
  dht,
  json
)
const addWriter = command(
  'add-writer',
  summary('Let another instance write'),
  arg('<local-key>', 'the local key that it printed when it started'),
  flag('--writer-only', 'let it write, but not sign'),
  storage,
  json
)
const removeWriter = command(
  'remove-writer',
  summary('Take an instance out, so that it can no longer write'),
  arg('<local-key>', 'the local key that it printed when it started'),
  flag('--length|-l <blocks>', 'first wait for that many of its blocks, as drain has printed'),
  storage,
  json
)
const drain = command(
  'drain',
  summary('Make an instance refuse writes, so that it can be taken out without loss'),
  storage,
  json
)
const dump = command(
  'export',
  summary('Print all entries of an instance that is stopped, as a file for import'),
  flag('--storage|-d <folder>', 'the folder of the instance')
)
const put = command(
  'put',
  summary('Store an entry; one of the same name is replaced'),
  arg('<name>', 'what the model is called'),
  flag('--drive-key|-k <key>', 'key of the Hyperdrive with its files'),
  flag('--type|-t <type>', 'what the model does, such as text-generation'),
  flag('--owner|-o <owner>', 'who made it'),
  flag('--description <text>', 'one line about it'),
  flag('--durable', 'wait until a majority has signed it'),
  server,
  identity,
  storage,
  dht,
  json
)
const get = command(
  'get',
  summary('Print the entry of a name'),
  arg('<name>', 'what the model is called'),
  server,
  identity,
  storage,
  dht,
  json
)
const deleteEntry = command(
  'delete',
  summary('Delete the entry of a name'),
  arg('<name>', 'what the model is called'),
  flag('--durable', 'wait until a majority has signed it'),
  server,
  identity,
  storage,
  dht,
  json
)
const list = command(
  'list',
  summary('Print all entries, or those of a type or an owner'),
  flag('--type|-t <type>', 'only this type'),
  flag('--owner|-o <owner>', 'only this owner'),
  server,
  identity,
  storage,
  dht,
  json
)
const load = command(
  'import',
  summary('Store all entries of a JSON file'),
  arg('<file>', 'an array of { name, driveKey, type, owner?, description? }'),
  server,
  identity,
  storage,
  dht,
  json
)
const status = command(
  'status',
  summary('Print how far an instance is'),
  server,
  identity,
  storage,
  dht,
  json
)
const identify = command(
  'identity',
  summary('Print the public key of an identity; makes one where there is none'),
  arg('<file>', 'whoever has the file may do what its key may'),
  json
)
const allow = command(
  'allow',
  summary('Let a client write to an instance'),
  arg('<public-key>', 'what identity prints'),
  flag('--admin', 'let it call admin methods too'),
  server,
  storage,
  identity,
  dht,
  json
)
const deny = command(
  'deny',
  summary('Take a client off the list again'),
  arg('<public-key>', 'what identity prints'),
  flag('--admin', 'take it off the list of admins'),
  server,
  storage,
  identity,
  dht,
  json
)
const access = command(
  'access',
  summary('Print who may write to an instance, and its admins'),
  server,
  storage,
  identity,
  dht,
  json
)
const upgrade = command(
  'upgrade',
  summary('Announce the version of an instance: older ones halt'),
  server,
  storage,
  identity,
  dht,
  json
)

const program = command(
  'registry',
  summary('A registry of models, kept by several writers'),
  run,
  runBlindPeer,
  addWriter,
  removeWriter,
  drain,
  dump,
  put,
  get,
  deleteEntry,
  list,
  load,
  status,
  identify,
  allow,
  deny,
  access,
  upgrade,
  bail(({ command: { name }, reason, flag, arg, err }) => {
    const what = flag?.name ?? arg?.value ?? err?.message ?? ''
    const of = name === 'registry' ? '' : ` ${name}`
    fail(`${reason}: ${what}; see registry${of} --help`)
  })
)

const chosen = program.parse(process.argv.slice(2), { run: false })
try {
  if (chosen === program && process.exitCode === undefined) console.log(program.help())
  if (chosen === run) await runInstance(run.flags)
  if (chosen === runBlindPeer) {
    // It brings much along that no other command needs.
    const { run } = await import('./blind-peer.ts')
    await run(runBlindPeer.flags)
  }
  if (chosen === addWriter) await actions.addWriter(addWriter.args.localKey, addWriter.flags)
  if (chosen === removeWriter) {
    await actions.removeWriter(removeWriter.args.localKey, removeWriter.flags)
  }
  if (chosen === drain) await actions.drain(drain.flags)
  if (chosen === dump) await actions.dump(dump.flags)
  if (chosen === put) await actions.put(put.args.name, put.flags)
  if (chosen === get) await actions.get(get.args.name, get.flags)
  if (chosen === deleteEntry) await actions.deleteEntry(deleteEntry.args.name, deleteEntry.flags)
  if (chosen === list) await actions.list(list.flags)
  if (chosen === load) await actions.load(load.args.file, load.flags)
  if (chosen === status) await actions.status(status.flags)
  if (chosen === identify) await actions.identify(identify.args.file, identify.flags)
  if (chosen === allow) await actions.allow(allow.args.publicKey, allow.flags)
  if (chosen === deny) await actions.deny(deny.args.publicKey, deny.flags)
  if (chosen === access) await actions.access(access.flags)
  if (chosen === upgrade) await actions.upgrade(upgrade.flags)
} catch (err) {
  if (!(err instanceof RegistryError)) throw err
  fail(err.message)
}

function fail(line: string): void {
  console.error(line)
  process.exitCode = 1
}
