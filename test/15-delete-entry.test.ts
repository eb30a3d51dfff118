import { RegistryService as Reference } from '#reference/10-delete-entry/service.ts'
import { encode } from '#reference/10-delete-entry/spec/dispatch/index.js'
import { createSwarm as referenceSwarm } from '#reference/10-delete-entry/swarm.ts'
import { RegistryClient } from '#work/10-delete-entry/client.ts'
import { Instance } from '#work/10-delete-entry/instance.ts'
import { build } from '#work/10-delete-entry/schema.ts'
import { RegistryService } from '#work/10-delete-entry/service.ts'
import { createSwarm } from '#work/10-delete-entry/swarm.ts'
import { check } from './support/check.ts'
import { deploy, startInstance, startService } from './support/deploy.ts'
import type { Kit, Service } from './support/deploy.ts'
import { llama, mistral, whisper, zoo } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { checkSpec } from './support/spec.ts'
import { until } from './support/until.ts'

interface DeletingService extends Service {
  readonly serverKey: Uint8Array
  readonly base: {
    readonly writable: boolean
    append(block: Uint8Array): Promise<unknown>
  }
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
    findByType(type: string): AsyncIterable<Entry>
    skipped(): Promise<number>
  }
  put(entry: Entry): Promise<unknown>
  putAll(entries: Entry[]): Promise<unknown>
  delete(
    name: string,
    options?: { durable?: boolean; timeout?: number }
  ): Promise<{ signed?: boolean }>
}

/** A signature that got stuck is told again after some seconds; a busy machine takes as many. */
const signed = { durable: true, timeout: 20_000 }
/** Milliseconds that the client gives a request; a durable one has longer. */
const PATIENCE = 3000
const work: Kit<DeletingService> = { Service: RegistryService, createSwarm }
const reference: Kit<DeletingService> = { Service: Reference, createSwarm: referenceSwarm }

check(
  'the schema has an entry-name, a delete-request, and delete-entry as the last operation',
  {
    points: 1,
    task: '10.1',
    hints: [
      'What is appended and what is asked for over RPC are two structs: the request has durable and timeout besides.',
      'entry-name has name, a required string. delete-request has name, durable (bool) and timeout (uint), as put-request has.',
      "structs.register({ name: 'entry-name', … }), structs.register({ name: 'delete-request', … }), operations.register({ name: 'delete-entry', requestType: '@registry/entry-name' })"
    ]
  },
  (t) => checkSpec(t, build, { step: '10-delete-entry', before: '09-remove-writer' })
)

check(
  'a delete-entry block takes the entry out of the view and of every index',
  {
    points: 2,
    task: '10.2',
    hints: [
      'The view has known how to delete since step 01.',
      'A handler gets the value of its operation and the view.',
      'await view.delete(name)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.putAll(zoo)
    await mine.base.append(encode('@registry/delete-entry', { name: 'llama' }))
    t.is(await mine.view.get('llama'), null, 'by name')
    t.alike(await names(mine.view.findByType('text-generation')), ['mistral'], 'by type')
  }
)

check(
  'deleting in apply what another has deleted changes nothing, and is no garbage either',
  {
    points: 1,
    task: '10.2',
    hints: [
      'Two writers may delete one entry at the same time; both blocks are in order.',
      'A delete of what is not there is no error and nothing to skip.',
      'await view.delete(name), and nothing else'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.put(llama)
    for (const name of ['llama', 'llama', 'alpaca']) {
      await mine.base.append(encode('@registry/delete-entry', { name }))
    }
    await mine.put(mistral)
    t.alike(await mine.view.get('mistral'), mistral, 'a put after it')
    t.is(await mine.view.skipped(), 0, 'skipped blocks')
  }
)

check(
  'delete removes an entry for all peers, and may wait until that is signed',
  {
    points: 2,
    task: '10.3',
    deadline: 40_000,
    hints: [
      'It is written as a put is: an operation, through #write, with the same options.',
      '#write appends, syncs, and waits for the signatures if options say durable.',
      "return this.#write([encode('@registry/delete-entry', { name })], options)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [mine, second] = await deploy(net, [work, reference])
    await second!.putAll(zoo)
    await until('whisper reaches your service', () => mine!.view.get('whisper'))
    t.is((await mine!.delete('whisper', signed)).signed, true, 'a durable delete')
    await until(
      'the second has no whisper',
      async () => (await second!.view.get('whisper')) === null
    )
    t.alike(await second!.view.get('llama'), llama, 'the others stay')
  }
)

check(
  'a name that has no entry is NOT_FOUND, and nothing is appended',
  {
    points: 2,
    task: '10.3',
    hints: [
      'Look before you write: the view of this instance tells whether there is such an entry.',
      'RegistryError.NOT_FOUND(name) is there since step 08.',
      'if ((await this.view.get(name)) === null) throw RegistryError.NOT_FOUND(name)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.put(llama)
    const { base } = mine
    const append = base.append.bind(base)
    const appended: unknown[] = []
    // An empty block may come at any time: it signs, and says nothing.
    Object.assign(base, {
      append: (block: Uint8Array) => (block && appended.push(block), append(block))
    })
    t.is((await refusal(mine.delete('alpaca'))).code, 'NOT_FOUND', 'never put')
    t.is(appended.length, 0, 'blocks that were appended')
    await mine.delete('llama')
    t.is((await refusal(mine.delete('llama'))).code, 'NOT_FOUND', 'deleted before')
  }
)

check(
  'a delete and a put of one name on two sides of a partition end the same on both',
  {
    points: 2,
    task: '10.3',
    deadline: 30_000,
    hints: [
      'While they are apart each side is right; together there is one order, and the later block wins.',
      'The handler must not look at anything but the view and the value: no clock, no memory.',
      'Nothing to add: check that the handler is view.delete(name) alone.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    const other = await startService(net, reference, { seed: 2, bootstrap: mine.key })
    await mine.addWriter(other.localKey, { indexer: false })
    await until('the other may write', () => other.base.writable)
    await mine.put(llama)
    await until('llama reaches the other', () => other.view.get('llama'))
    // Apart: one is down while the other works, and the other way round.
    await other.machine.stop()
    await mine.delete('llama')
    await mine.machine.stop()
    const back = await startService(net, reference, {
      seed: 2,
      bootstrap: mine.key,
      folder: other.folder
    })
    await back.put({ ...llama, type: 'put while apart' })
    await back.put(whisper)

    const again = await startService(net, work, { seed: 1, folder: mine.folder })
    await until('whisper reaches your service', () => again.view.get('whisper'))
    let read: string[] = []
    const same = async () => {
      read = await Promise.all(
        [again, back].map(async ({ view }) => JSON.stringify(await view.get('llama')))
      )
      return read[0] === read[1]
    }
    t.ok(await until('both read the same for llama', same, { seen: () => read }))
  }
)

check(
  'a client deletes over RPC, hands on its options, and gets the codes of the service',
  {
    points: 2,
    task: '10.4',
    deadline: 40_000,
    hints: [
      'put-entry has gone this way in steps 06 and 07: rpc.ts on one side, client.ts on the other.',
      'The request is a @registry/delete-request, the answer a @registry/put-response.',
      "this.#request('delete-entry', '@registry/delete-request', request, '@registry/put-response', timeout)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [server, second] = await deploy(net, [work, reference])
    await server!.putAll(zoo)
    const machine = await net.machine(referenceSwarm, { seed: 70 })
    const client = await machine.start(
      (store, swarm) => new RegistryClient(store, swarm, server!.serverKey, { timeout: PATIENCE })
    )
    t.is((await client.delete('llama')).signed, false, 'answer of a delete')
    t.is(await server!.view.get('llama'), null, 'on the server')
    t.is((await refusal(client.delete('llama'))).code, 'NOT_FOUND', 'a second delete')
    t.is((await client.delete('mistral', signed)).signed, true, 'a durable delete')
    await second!.machine.stop()
    const late = await refusal(client.delete('whisper', { durable: true, timeout: PATIENCE + 500 }))
    t.is(late.code, 'NOT_SIGNED_YET', 'a durable delete without a majority, in the server’s words')
    t.is(await server!.view.get('whisper'), null, 'accepted all the same')
  }
)

check(
  'the command delete does it, and says NOT_FOUND in one line',
  {
    points: 2,
    task: '10.4',
    deadline: 60_000,
    hints: [
      'put in commands.ts shows the shape: ask through withClient, then print the answer.',
      'answer.signed tells which promise was given.',
      'const answer = await withClient(flags, (client) => client.delete(name, { durable })); print(flags.json, answer, […])'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const { service, folder } = await startInstance(net, Instance)
    await service.put(llama)
    const cli = new Cli(t, '#work/10-delete-entry/bin.ts')
    const done = await cli.run('delete', 'llama', '--storage', folder, '--durable', '--json')
    t.alike({ code: done.code, stderr: done.stderr }, { code: 0, stderr: '' })
    t.is(JSON.parse(done.stdout).signed, true, 'the answer as JSON')
    t.is(await service.view.get('llama'), null)
    const said = async (name: string, ...flags: string[]) => {
      await service.put({ ...llama, name })
      const { stdout } = await cli.run('delete', name, '--storage', folder, ...flags)
      return stdout.replaceAll(name, '')
    }
    const promises = [await said('alpaca'), await said('vicuna', '--durable')]
    t.is(new Set(promises).size, 2, `what it says without and with --durable: ${promises.join()}`)
    const again = await cli.run('delete', 'llama', '--storage', folder)
    t.is(again.code, 1, 'exit code of a second delete')
    t.ok(again.stderr.startsWith('NOT_FOUND'), again.stderr)
  }
)

async function names(entries: AsyncIterable<{ name: string }>) {
  const found: string[] = []
  for await (const { name } of entries) found.push(name)
  return found
}
