import { cpSync, existsSync, rmSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { RegistryServer as ReferenceServer } from '#reference/25-recovery/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/25-recovery/net/swarm.ts'
import { RegistryService as Reference } from '#reference/25-recovery/service.ts'
import { Forks } from '#work/25-recovery/base/forks.ts'
import { RECOVERING, ended, recoverIfNeeded, started } from '#work/25-recovery/instance/guard.ts'
import { Instance } from '#work/25-recovery/instance/instance.ts'
import { RegistryServer } from '#work/25-recovery/net/server.ts'
import { createSwarm } from '#work/25-recovery/net/swarm.ts'
import { RegistryService } from '#work/25-recovery/service.ts'
import { check } from './support/check.ts'
import { startInstance, startService } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import { RebootingBase } from './support/forks.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { Cli } from './support/process.ts'
import type { Outcome } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

/** Milliseconds for the network, on a machine that is very busy. */
const slow = { deadline: 30_000 }
const MARKER = 'running.json'
const BEFORE = 'the start before'
const work = { Service: RegistryService, Server: RegistryServer, createSwarm }
const reference = { Service: Reference, Server: ReferenceServer, createSwarm: referenceSwarm }

check(
  'a machine that was started again, and peers to ask: only then does the store compare',
  {
    points: 3,
    task: '25.1',
    hints: [
      'Three conditions: a marker that was left, another start of the machine, and at least one peer.',
      'The first one is already looked at. parse(text) has the start noted in the marker, and how many have these blocks; bootName() is the present one.',
      "if (holders >= 2 && boot !== (await bootName())) await writeFile(join(folder, RECOVERING), '')"
    ]
  },
  async (t) => {
    const compares = async (make: (folder: string) => Promise<unknown>, store = true) => {
      const folder = (await createNet(t)).folder()
      if (store) await mkdir(join(folder, 'store', 'db'), { recursive: true })
      await make(folder)
      const marked = existsSync(join(folder, MARKER))
      await recoverIfNeeded(folder)
      // A start that is refused, as on a folder in use, must not take it from the run that goes on.
      t.is(existsSync(join(folder, MARKER)), marked, 'a look leaves the marker where it is')
      return existsSync(join(folder, RECOVERING))
    }
    const left = (text: string) => (folder: string) => writeFile(join(folder, MARKER), text)
    const marker = (holders: number) => left(JSON.stringify({ boot: BEFORE, holders }))
    t.is(await compares(marker(3)), true, 'another start of the machine, three have its blocks')
    t.is(await compares(marker(2)), true, 'another start of the machine, two have its blocks')
    t.is(
      await compares(marker(1)),
      false,
      'another start of the machine, nobody else has its blocks'
    )
    t.is(await compares((folder) => started(folder, 3)), false, 'a killed process')
    for (const odd of ['', '{}', 'null', '{"boot":"x"}', '{"boot":5,"holders":"3"}']) {
      t.is(await compares(left(odd)), true, `a marker that can’t be read: ${odd || 'empty'}`)
    }
    t.is(await compares(marker(3), false), false, 'a folder without a store')
    const clean = async (folder: string) => {
      await started(folder, 3)
      await ended(folder)
    }
    t.is(await compares(clean), false, 'a run that was ended')
    const twice = async (folder: string) => {
      await started(folder, 3)
      await writeFile(join(folder, RECOVERING), '')
    }
    t.is(await compares(twice), true, 'a process that was killed before it opened its store')
    const again = async (folder: string) => {
      await marker(3)(folder)
      await writeFile(join(folder, RECOVERING), '')
    }
    t.is(
      await compares(again),
      true,
      'a second start after a loss of power, where the first failed'
    )
    const taken = async (folder: string) => {
      await marker(3)(folder)
      await mkdir(join(folder, RECOVERING))
    }
    const what = 'where RECOVERING can’t be written, the start goes no further'
    await t.exception(compares(taken), /EISDIR|EPERM|EACCES|ENOTEMPTY|EEXIST/, what)
  }
)

check(
  'after a loss of power: RECOVERING until a peer is there, and look-ups go on meanwhile',
  {
    points: 3,
    task: '25.2',
    deadline: 120_000,
    hints: [
      'The instance asks recoverIfNeeded before it opens its store.',
      'The file RECOVERING in the folder of the store is all that it takes; the store does the rest.',
      "writeFile(join(folder, RECOVERING), '') if a marker of another start is there, and two or more have these blocks"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startInstance(net, Instance)
    const { folder } = mine
    const peer = await startService(net, reference, { seed: 2, bootstrap: mine.service.key })
    await mine.service.addWriter(peer.localKey)
    const two = async () => (await mine.service.status()).indexers === 2
    await until('two indexers sign', two, slow)
    await mine.service.put(llama, { durable: true })
    await mine.close()
    await peer.machine.stop()
    t.absent(existsSync(join(folder, MARKER)), 'no marker is left by a run that was ended')

    await writeFile(join(folder, MARKER), JSON.stringify({ boot: BEFORE, holders: 2 }))
    const back = await startInstance(net, Instance, folder)
    t.is((await refusal(back.service.put(mistral))).code, 'RECOVERING', 'a put with nobody there')
    t.is((await refusal(back.service.drain())).code, 'RECOVERING', 'a drain with nobody there')
    t.alike(await back.service.view.get('llama'), llama, 'a look-up meanwhile')
    t.is((await back.service.status()).recovering, true, 'recovering, as status tells it')
    const place = { seed: 2, bootstrap: back.service.key, folder: peer.folder }
    const again = await startService(net, reference, place)
    const put = async () => (await refusal(back.service.put(mistral))).code === 'ACCEPTED'
    await until('your instance takes puts again', put, { deadline: 60_000, interval: 50 })
    t.is((await back.service.status()).recovering, false, 'recovering, at the end')
    await until('our peer has mistral', () => again.view.get('mistral'), slow)
    t.alike((await again.status()).forked, [], 'writers that have forked')
  }
)

check(
  'status names a writer that has told two stories, until it is removed',
  {
    points: 3,
    task: '25.2',
    deadline: 90_000,
    hints: [
      '#forked has the ids of all cores that had a conflict, as text.',
      'readSystem gives the system as it is now: list() has a line per writer, with isRemoved.',
      'for await (const { key, value } of system.list()) if (!value.isRemoved && this.#forked.has(IdEnc.encode(key))) keys.push(key)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const service = await startService(net, work, { seed: 1 })
    const place = { seed: 2, bootstrap: service.key }
    const writer = await startService(net, reference, place)
    await service.addWriter(writer.localKey, { indexer: false })
    await until('our writer may write', () => writer.base.writable, slow)
    await writer.put(llama)
    await until('llama is there', () => service.view.get('llama'), slow)
    t.alike((await service.status()).forked, [], 'writers that have forked, at first')
    await writer.machine.stop()
    const copy = join(net.folder(), 'copy')
    cpSync(writer.folder, copy, { recursive: true })
    // What keeps a copied store from being opened; this is how the careless get around it.
    rmSync(join(copy, 'CORESTORE'))

    const original = await startService(net, reference, { ...place, folder: writer.folder })
    await original.put(mistral)
    await until('mistral is there', () => service.view.get('mistral'), slow)
    await original.machine.stop()
    await inTheDark(net, copy, async (restored) => {
      // Two, so that others ask for what they lack: of one length, they would see no difference.
      await restored.put(whisper)
      await restored.put(plainEntry(4))
    })
    const restored = await startService(net, reference, { ...place, folder: copy })
    // It ends with FORKED, as it should.
    restored.on('error', () => {})
    const forked = async () => (await service.status()).forked ?? []
    const named = async () => (await forked()).length > 0
    await until('status names a writer that has forked', named, slow)
    t.alike((await forked()).map(shortKey), [shortKey(writer.localKey)], 'who has forked')
    t.is(await service.view.get('whisper'), null, 'what was put on the copy')
    t.is((await service.put(plainEntry(5), { durable: true })).signed, true, 'a put goes on')
    await service.removeWriter(writer.localKey)
    t.alike(await forked(), [], 'writers that have forked, once it is removed')

    // Writers 2, 3 and 4 have forked, and 4 is removed; the base reboots while it is read.
    const members = { writers: [1, 2, 3], removed: [4] }
    const base = new RebootingBase(members)
    const forks = new Forks(base as never)
    for (const byte of [2, 3, 4]) base.fork(byte)
    const bytes = async () => (await forks.list()).map(([byte]) => byte!).toSorted((a, b) => a - b)
    const what = 'all writers that have forked, each once, though the base has rebooted'
    t.alike(await bytes(), [2, 3], what)
    members.writers.push(...members.removed.splice(0))
    t.alike(await bytes(), [2, 3, 4], 'with one that was removed and is admitted again')
  }
)

check(
  'export: what is signed of a running instance, all of a stopped one; import begins a new base',
  {
    points: 3,
    task: '25.3',
    deadline: 150_000,
    hints: [
      'printAll prints a view. Where do you get that of a running instance, and that of a stopped one?',
      'A client has the signed view; readStopped opens the folder and gives you the whole view.',
      'if (!stopped) return withClient(flags, async (client) => printAll(await client.view())); … return readStopped(storage, printAll)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const survivor = await startInstance(net, Instance)
    const { service, folder } = survivor
    const others = [2, 3].map((seed) =>
      startService(net, reference, { seed, bootstrap: service.key })
    )
    for (const { localKey } of await Promise.all(others)) await service.addWriter(localKey)
    const three = async () => (await service.status()).indexers === 3
    await until('there are three indexers', three, slow)
    await service.put(llama, { durable: true })
    for (const other of await Promise.all(others)) await other.machine.stop()
    await service.put(mistral)
    const { length, signedLength } = await service.status()
    t.ok(signedLength < length, 'a put is accepted and can never be signed')

    const cli = new Cli(t, '#work/25-recovery/bin.ts')
    const running = await cli.run('export', '--storage', folder)
    t.alike(namesIn(running), ['llama'], 'what is printed of the running instance')
    const serverKey = IdEnc.encode(survivor.server.serverKey)
    const far = await cli.run('export', '--server', serverKey, '--dht', net.dht)
    t.is(far.code, 0, `exit code with a --server, with a --dht and no --storage: ${far.stderr}`)
    t.alike(namesIn(far), ['llama'], 'what is printed of the same one, by its server key')
    const refused = async (...flags: string[]) => {
      const { code, stdout, stderr } = await cli.run('export', '--storage', folder, ...flags)
      return { code, stdout, error: stderr.split(':')[0] }
    }
    const invalid = { code: 1, stdout: '', error: 'INVALID_INPUT' }
    const locked = { ...invalid, error: 'STORAGE_LOCKED' }
    const [server, dht, inUse] = await Promise.all([
      refused('--server', 'nonsense'),
      refused('--dht', 'nonsense'),
      refused('--stopped')
    ])
    t.alike(server, invalid, 'with a --server that is not a key')
    t.alike(dht, invalid, 'with a --dht that is not an address')
    t.alike(inUse, locked, '--stopped of an instance that runs')
    await survivor.close()
    const unknown = await refused('--identity', join(folder, 'nobody'))
    t.alike(unknown, invalid, 'without --stopped, with an --identity that is not there')
    const stopped = await cli.run('export', '--stopped', '--storage', folder)
    t.alike(namesIn(stopped), ['llama', 'mistral'], 'what is printed of the stopped one')
    const where = await cli.run('export', '--stopped')
    t.is(where.code, 1, 'exit code without --storage')
    t.ok(where.stderr.startsWith('INVALID_INPUT'), `without --storage: ${where.stderr}`)
    const key = IdEnc.encode(b4a.alloc(32, 8))
    const away = await cli.run('export', '--stopped', '--server', key, '--dht', net.dht)
    t.ok(away.stderr.startsWith('INVALID_INPUT'), `with --server instead: ${away.stderr}`)

    const file = join(net.folder(), 'export.ndjson')
    await writeFile(file, stopped.stdout)
    const fresh = await startInstance(net, Instance)
    const loaded = await cli.run('import', file, '--storage', fresh.folder)
    t.is(loaded.code, 0, `exit code of import: ${loaded.stderr}`)
    t.alike(await fresh.service.view.get('llama'), llama, 'an entry that was signed')
    t.alike(await fresh.service.view.get('mistral'), mistral, 'an entry that was not')

    // As if the end of its log were lost: the folder notes more blocks than there are.
    await writeFile(join(folder, 'blocks.json'), '100000')
    const damaged = await cli.run('export', '--stopped', '--storage', folder)
    const told = { code: damaged.code, error: damaged.stderr.split(':')[0] }
    t.alike(told, { code: 1, error: 'STORAGE_DAMAGED' }, 'of a folder that has lost blocks')
    const rest = namesIn({ ...damaged, code: 0, stderr: '' })
    t.alike(rest, ['llama', 'mistral'], 'what is printed of it all the same')
  }
)

check(
  'an instance that recovers stops when it is told to, and can be exported then',
  {
    points: 2,
    task: '25.3',
    deadline: 150_000,
    hints: [
      'A store that recovers waits for peers. What would a whole instance do here?',
      'readStopped opens the store without the marker, and starts neither a swarm nor a service.',
      'return readStopped(storage, printAll)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startInstance(net, Instance)
    const { folder } = first
    await first.service.put(llama, { durable: true })
    await first.close()
    await writeFile(join(folder, MARKER), JSON.stringify({ boot: BEFORE, holders: 3 }))
    const cli = new Cli(t, '#work/25-recovery/bin.ts')
    const running = await cli.start('--storage', folder, '--dht', net.dht)
    const { stdout } = await cli.run('status', '--storage', folder, '--json')
    t.is(JSON.parse(stdout || '{}').recovering, true, 'it recovers, as its status tells')
    t.is(await running.end('SIGTERM'), 0, `exit code: ${running.log}`)
    const stopped = await cli.run('export', '--stopped', '--storage', folder)
    t.alike(namesIn(stopped), ['llama'], 'what is printed of it')
  }
)

/** The names of the entries that export has printed, one per line. */
function namesIn({ code, stdout, stderr }: Outcome): string[] {
  if (code !== 0 || stderr !== '') throw new Error(`export ended with ${code}: ${stderr}`)
  const lines = stdout.split('\n').filter((line) => line !== '')
  return lines.map((line) => JSON.parse(line).name)
}

/** Starts the writer on a copied folder, with nobody in reach, and stops it. */
async function inTheDark(net: Net, folder: string, use: (service: Reference) => Promise<void>) {
  const machine = await net.machine(
    (store) => referenceSwarm(store, { bootstrap: [], host: net.host }),
    { seed: 2, folder }
  )
  await use(await machine.start((store) => new Reference(store.namespace('registry'))))
  await machine.stop()
}
