import { arg, bail, command, flag, summary } from 'paparam'

import * as actions from './commands.ts'
import { RegistryError } from './errors.ts'
import { run as runInstance } from './run.ts'

const dht = flag('--dht <host:port>', 'enter the DHT there; the public one unless told')
const json = flag('--json', 'print JSON, for scripts')
const server = flag('--server|-s <key>', 'server key of an instance; several are tried').multiple()
const storage = flag('--storage|-d <folder>', 'talk to the instance that runs on this folder')

const run = command(
  'run',
  summary('Run an instance of the registry'),
  flag('--storage|-d <folder>', 'where the instance keeps its data'),
  flag('--bootstrap|-b <key>', 'key of the base to join; without it a new one is made'),
  flag('--log <level>', 'debug, info, warn, error or silent; info unless told'),
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
  storage,
  json
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
  storage,
  dht,
  json
)
const get = command(
  'get',
  summary('Print the entry of a name'),
  arg('<name>', 'what the model is called'),
  server,
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
  storage,
  dht,
  json
)
const load = command(
  'import',
  summary('Store all entries of a JSON file'),
  arg('<file>', 'an array of { name, driveKey, type, owner?, description? }'),
  server,
  storage,
  dht,
  json
)
const status = command(
  'status',
  summary('Print how far an instance is'),
  server,
  storage,
  dht,
  json
)

const program = command(
  'registry',
  summary('A registry of models, kept by several writers'),
  run,
  addWriter,
  removeWriter,
  put,
  get,
  deleteEntry,
  list,
  load,
  status,
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
  if (chosen === addWriter) await actions.addWriter(addWriter.args.localKey, addWriter.flags)
  if (chosen === removeWriter) {
    await actions.removeWriter(removeWriter.args.localKey, removeWriter.flags)
  }
  if (chosen === put) await actions.put(put.args.name, put.flags)
  if (chosen === get) await actions.get(get.args.name, get.flags)
  if (chosen === deleteEntry) await actions.deleteEntry(deleteEntry.args.name, deleteEntry.flags)
  if (chosen === list) await actions.list(list.flags)
  if (chosen === load) await actions.load(load.args.file, load.flags)
  if (chosen === status) await actions.status(status.flags)
} catch (err) {
  if (!(err instanceof RegistryError)) throw err
  fail(err.message)
}

function fail(line: string): void {
  console.error(line)
  process.exitCode = 1
}
