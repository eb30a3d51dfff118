import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { RegistryService as Reference } from '#reference/09-remove-writer/service.ts'
import { encode } from '#reference/09-remove-writer/spec/dispatch/index.js'
import { createSwarm as referenceSwarm } from '#reference/09-remove-writer/swarm.ts'
import { RegistryClient } from '#work/09-remove-writer/client.ts'
import { Instance } from '#work/09-remove-writer/instance.ts'
import { build } from '#work/09-remove-writer/schema.ts'
import { RegistryService } from '#work/09-remove-writer/service.ts'
import { createSwarm } from '#work/09-remove-writer/swarm.ts'
import { check } from './support/check.ts'
import { deploy, startInstance, startService } from './support/deploy.ts'
import type { Kit, Service } from './support/deploy.ts'
import { llama, mistral, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { checkSpec } from './support/spec.ts'
import { until } from './support/until.ts'

interface RemovingService extends Service {
  readonly base: { readonly writable: boolean; append(block: Uint8Array): Promise<unknown> }
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
    skipped(): Promise<number>
  }
  put(
    entry: Entry,
    options?: { durable?: boolean; timeout?: number }
  ): Promise<{ signed?: boolean }>
  removeWriter(key: Uint8Array): Promise<void>
  status(): Promise<{ indexers: number }>
}

const work: Kit<RemovingService> = { Service: RegistryService, createSwarm }
const reference: Kit<RemovingService> = { Service: Reference, createSwarm: referenceSwarm }
/** A signature that got stuck is told again after some seconds; a busy machine takes as many. */
const signedPut = { durable: true, timeout: 20_000 }
const slow = { deadline: 20_000 }
const nobody = b4a.alloc(32, 9)

check(
  'the schema has a writer-key, and remove-writer as the last operation',
  {
    points: 1,
    task: '09.1',
    hints: [
      'Two things are registered: a struct and an operation that carries it.',
      'A spec only grows: both come after all that is there, and nothing else changes.',
      "structs.register({ name: 'writer-key', fields: [{ name: 'key', type: 'fixed32', required: true }] }), then operations.register({ name: 'remove-writer', requestType: '@registry/writer-key' })"
    ]
  },
  (t) => checkSpec(t, build, { step: '09-remove-writer', before: '08-cli' })
)

check(
  'a remove-writer block takes the writer out on your peer as on the others',
  {
    points: 2,
    task: '09.2',
    deadline: 40_000,
    hints: [
      'The host can do more than add writers.',
      'host.removeWriter(key) is all that apply has to do, once it is sure that it may.',
      "router.add('@registry/remove-writer', async ({ key }, { view, host }) => { …; await host.removeWriter(key) })"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [first, mine, third] = await deploy(net, [reference, work, reference])
    const before = shortKey(first!.viewKey)
    await first!.removeWriter(third!.localKey)
    await until('the third may no longer write', () => !third!.base.writable, slow)
    const keys = () => [first!, mine!].map((service) => shortKey(service.viewKey))
    const moved = () => keys()[0] !== before && keys()[0] === keys()[1]
    await until('the first and yours have one new view key', moved, {
      deadline: 20_000,
      seen: keys
    })
    t.is((await mine!.status()).indexers, 2, 'indexers by your status')
    t.is((await mine!.put(llama, signedPut)).signed, true, 'two of two sign a put')
    t.is((await refusal(third!.put(whisper))).code, 'NOT_WRITABLE', 'a put on the third')
  }
)

check(
  'a block that would remove the last indexer is skipped, and the base lives on',
  {
    points: 2,
    task: '09.2',
    hints: [
      'host.removeWriter throws for the last indexer; an error that leaves apply closes the base.',
      'Ask first: host.removeable(key) is false for the last indexer.',
      'if (!host.removeable(key)) return view.skip()'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.base.append(encode('@registry/remove-writer', { key: mine.localKey }))
    await mine.put(llama)
    t.alike(await mine.view.get('llama'), llama, 'a put after it')
    t.is(await mine.view.skipped(), 1, 'skipped blocks')
  }
)

check(
  'removeWriter takes one indexer out of three, then one out of two, and the rest goes on signing',
  {
    points: 2,
    task: '09.3',
    deadline: 60_000,
    hints: [
      'As in addWriter: an operation is encoded and written, apply does the rest.',
      'The private #write appends blocks and flushes them to disk.',
      "await this.#write([encode('@registry/remove-writer', { key: writer })])"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [mine, second, third] = await deploy(net, [work, reference, reference])
    await third!.put(whisper, signedPut)
    await mine!.removeWriter(third!.localKey)
    await until('the third may no longer write', () => !third!.base.writable, slow)
    await until(
      'your service counts two indexers',
      async () => (await mine!.status()).indexers === 2,
      slow
    )
    t.is((await second!.put(mistral, signedPut)).signed, true, 'two of two sign a put')
    t.alike(await mine!.view.get('whisper'), whisper, 'what the third wrote before is kept')
    await mine!.removeWriter(second!.localKey)
    await until('the second may no longer write', () => !second!.base.writable, slow)
    await until(
      'your service is the only indexer',
      async () => (await mine!.status()).indexers === 1,
      slow
    )
    t.is((await mine!.put(llama, signedPut)).signed, true, 'yours signs alone')
  }
)

check(
  'what cannot be removed is refused with a code, and so is one who may not write any more',
  {
    points: 3,
    task: '09.3',
    deadline: 20_000,
    hints: [
      'Check before you append: each refusal has a factory in errors.ts.',
      'readSystem(this.base, async (system) => …) reads two things at one moment: system.get(writer), which knows isRemoved and isIndexer, and system.indexers.',
      'if (b4a.equals(writer, this.localKey)) throw RegistryError.OWN_WRITER(); then NOT_A_WRITER for no member or a removed one; then LAST_INDEXER; #write says NOT_WRITABLE'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startService(net, reference, { seed: 1 })
    const mine = await startService(net, work, { seed: 2, bootstrap: first.key })
    const third = await startService(net, reference, { seed: 3, bootstrap: first.key })
    for (const { localKey } of [mine, third]) await first.addWriter(localKey, { indexer: false })
    await until('yours and the third may write', () => mine.base.writable && third.base.writable)
    const code = async (key: Uint8Array) => (await refusal(mine.removeWriter(key))).code
    t.is(await code(mine.localKey), 'OWN_WRITER', 'oneself')
    t.is(await code(first.localKey), 'LAST_INDEXER', 'the only indexer')
    t.is(await code(nobody), 'NOT_A_WRITER', 'a key that nobody has')
    await mine.removeWriter(third.localKey)
    await until('the third is out', () => !third.base.writable)
    t.is(await code(third.localKey), 'NOT_A_WRITER', 'a writer that was removed before')
    await mine.addWriter(third.localKey, { indexer: false })
    await until('the third is admitted again', () => third.base.writable)
    await third.put(whisper)
    await until('the first has all of this', () => first.view.get('whisper'))
    await first.removeWriter(mine.localKey)
    await until('yours is out', () => !mine.base.writable)
    t.is(await code(third.localKey), 'NOT_WRITABLE', 'asked of one that is out itself')
    t.is(await code(nobody), 'NOT_A_WRITER', 'what is wrong with the key comes first')
    const alone = await startService(net, work, { seed: 4 })
    const own = await refusal(alone.removeWriter(alone.localKey))
    t.is(own.code, 'OWN_WRITER', 'the only indexer, by itself')
  }
)

check(
  'an admin removes a writer over RPC; a stranger gets UNAUTHORIZED, and codes come through',
  {
    points: 2,
    task: '09.4',
    hints: [
      'add-writer has gone this way in step 08: rpc.ts on one side, client.ts on the other.',
      'The request is a @registry/writer-key, the answer @registry/done. Ask isAdmin first.',
      "respond('remove-writer', '@registry/writer-key', '@registry/done', async ({ key }) => { …isAdmin…; await service.removeWriter(key); return {} })"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const instance = await startInstance(net, Instance)
    const { service } = instance
    const second = await startService(net, reference, { seed: 2, bootstrap: service.key })
    await service.addWriter(second.localKey, { indexer: false })
    await until('the second may write', () => second.base.writable)
    const machine = await net.machine(referenceSwarm, { seed: 70 })
    const clientOf = (options: object) =>
      machine.start((store, swarm) => new RegistryClient(store, swarm, service.serverKey, options))
    const stranger = await clientOf({})
    t.is((await refusal(stranger.removeWriter(second.localKey))).code, 'UNAUTHORIZED', 'a stranger')
    const admin = await clientOf({ keyPair: await instance.adminKeyPair() })
    t.is((await refusal(admin.removeWriter(nobody))).code, 'NOT_A_WRITER', 'a key that nobody has')
    await admin.removeWriter(second.localKey)
    t.ok(await until('the second is out', () => !second.base.writable))
  }
)

check(
  'the command remove-writer does it on a running instance, and says in one line what is wrong',
  {
    points: 2,
    task: '09.4',
    deadline: 60_000,
    hints: [
      'addWriter in commands.ts shows the shape: parse the key, ask through withClient, print.',
      'Let the errors through: bin.ts prints them in one line and sets the exit code.',
      'const key = parseKey(…); await withClient(flags, (client) => client.removeWriter(key)); print(flags.json, { removed: localKey }, […])'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const instance = await startInstance(net, Instance)
    const { service, folder } = instance
    const second = await startService(net, reference, { seed: 2, bootstrap: service.key })
    await service.addWriter(second.localKey, { indexer: false })
    await until('the second may write', () => second.base.writable)
    const cli = new Cli(t, '#work/09-remove-writer/bin.ts')
    const remove = (key: Uint8Array) =>
      cli.run('remove-writer', IdEnc.encode(key), '--storage', folder, '--json')
    const done = await remove(second.localKey)
    t.alike({ code: done.code, stderr: done.stderr }, { code: 0, stderr: '' })
    t.alike(JSON.parse(done.stdout), { removed: IdEnc.encode(second.localKey) }, 'printed as JSON')
    await until('the second is out', () => !second.base.writable)
    const again = await remove(second.localKey)
    t.is(again.code, 1, 'exit code of a second removal')
    t.ok(again.stderr.startsWith('NOT_A_WRITER'), again.stderr)
    t.is(again.stderr.trim().split('\n').length, 1, 'lines on stderr')
  }
)
