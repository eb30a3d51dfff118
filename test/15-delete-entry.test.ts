import { RegistryClient as ReferenceClient } from '#reference/15-delete-entry/client/client.ts'
import { RegistryServer as ReferenceServer } from '#reference/15-delete-entry/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/15-delete-entry/net/swarm.ts'
import { RegistryService as Reference } from '#reference/15-delete-entry/service.ts'
import { encode } from '#reference/15-delete-entry/spec/dispatch/index.js'
import { RegistryClient } from '#work/15-delete-entry/client/client.ts'
import { RegistryError } from '#work/15-delete-entry/errors.ts'
import { Instance } from '#work/15-delete-entry/instance/instance.ts'
import { RegistryServer } from '#work/15-delete-entry/net/server.ts'
import { createSwarm } from '#work/15-delete-entry/net/swarm.ts'
import { build } from '#work/15-delete-entry/schema.ts'
import { RegistryService } from '#work/15-delete-entry/service.ts'
import { check } from './support/check.ts'
import { deploy, startInstance, startService } from './support/deploy.ts'
import { noteCalls } from './support/calls.ts'
import { llama, mistral, whisper, zoo } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { show } from './support/show.ts'
import { checkSpec } from './support/spec.ts'
import { until } from './support/until.ts'

const work = { Service: RegistryService, Server: RegistryServer, createSwarm }
/** The same classes by another name, as far as this grader uses them. */
const reference = {
  Service: Reference as unknown as typeof RegistryService,
  Server: ReferenceServer as unknown as typeof RegistryServer,
  createSwarm: referenceSwarm
}
/** A signature that got stuck is nudged after some seconds; a busy machine takes as many. */
const signed = { durable: true, timeout: 30_000 }
const slow = { deadline: 30_000 }
/** Milliseconds that the client gives a request; a durable one has longer. */
const TIMEOUT_MS = 4000

check(
  'the schema has an entry-name, a delete-request, and delete-entry as the last operation',
  {
    points: 1,
    task: '15.1',
    hints: [
      'What is appended and what is asked for over RPC are two structs: the request has durable and timeout besides.',
      'entry-name has name, a required string. delete-request has name, durable (bool) and timeout (uint), as put-request has.',
      "structs.register({ name: 'entry-name', … }), structs.register({ name: 'delete-request', … }), operations.register({ name: 'delete-entry', requestType: '@registry/entry-name' })"
    ]
  },
  (t) => checkSpec(t, build, { step: '15-delete-entry', before: '14-remove-writer' })
)

check(
  'a delete-entry block takes the entry out of the view and of every index',
  {
    points: 2,
    task: '15.2',
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
  'a delete of what is not there changes nothing in apply, and is not counted as garbage',
  {
    points: 1,
    task: '15.2',
    hints: [
      'Two writers may delete one entry at the same time; both blocks are in order.',
      'A delete of what is not there is not an error, and nothing to skip.',
      'await view.delete(name), and nothing else'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.put(llama)
    // No entry can have the last three; a block may name anything.
    for (const name of ['llama', 'llama', 'alpaca', '', ' llama ', 'tab\t']) {
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
    task: '15.3',
    deadline: 60_000,
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
    await until('whisper reaches your service', () => mine!.view.get('whisper'), slow)
    t.is((await mine!.delete('whisper', signed)).signed, true, 'a durable delete')
    const gone = async () => (await second!.view.get('whisper')) === null
    await until('our peer has no whisper', gone, slow)
    t.alike(await second!.view.get('llama'), llama, 'the others stay')
    // Only the caller checks for NFC: a block may bring any name, and it must be possible to delete it.
    const name = 'n\u0303u'
    await second!.put({ ...llama, name: name.normalize('NFC') })
    await second!.base.append(encode('@registry/put-entry', { ...llama, name }))
    await until('both names reach your service', () => mine!.view.get(name), slow)
    await mine!.delete(name)
    t.is(await mine!.view.get(name), null, 'a name that is not in NFC, deleted as it is')
    t.ok(await mine!.view.get(name.normalize('NFC')), 'the entry of the name in NFC is another')
  }
)

check(
  'a delete is stored even if this instance has no such entry yet, and deletes it where it is',
  {
    points: 2,
    task: '15.3',
    deadline: 60_000,
    hints: [
      'Another instance may have answered the put, and its block may still be on the way to yours.',
      'What isn’t in your view may be in the base all the same: the order decides, not your view.',
      'Nothing to look up: encode the operation and write it'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startService(net, reference, { seed: 1 })
    const before = await startService(net, work, { seed: 2, bootstrap: first.key })
    await first.addWriter(before.localKey, { indexer: false })
    await until('yours may write', () => before.base.writable, slow)
    // Apart: one is down while the other works, and the other way round.
    await before.machine.stop()
    await first.put(llama, signed)
    await first.machine.stop()
    const mine = await startService(net, work, {
      seed: 2,
      bootstrap: first.key,
      folder: before.folder
    })
    const { length } = mine.base.local
    t.is(await mine.view.get('llama'), null, 'your service has never heard of llama')
    const outcome = await refusal(mine.delete('llama'))
    t.is(outcome.code, 'ACCEPTED', 'a delete of llama, all the same')
    t.is(mine.base.local.length, length + 1, 'blocks of your writer')
    const late = await refusal(mine.delete('alpaca', { durable: true, timeout: 500 }))
    t.is(late.code, 'NOT_SIGNED_YET', 'a durable delete of another that it has never heard of')

    const again = await startService(net, reference, { seed: 1, folder: first.folder })
    const gone = async () => (await again.view.get('llama')) === null
    await until('llama is deleted at our peer, once the two have met', gone, slow)
  }
)

check(
  'a delete and a put of one name on two sides of a partition end the same on both',
  {
    points: 2,
    task: '15.3',
    deadline: 60_000,
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
    await until('the other may write', () => other.base.writable, slow)
    await mine.put(llama)
    await until('llama reaches our peer', () => other.view.get('llama'), slow)
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
    await until('whisper reaches your service', () => again.view.get('whisper'), slow)
    let read: string[] = []
    const same = async () => {
      read = await Promise.all(
        [again, back].map(async ({ view }) => JSON.stringify(await view.get('llama')))
      )
      return read[0] === read[1]
    }
    t.ok(await until('both read the same for llama', same, { ...slow, seen: () => read }))
  }
)

check(
  'a client deletes over RPC, hands on its options, and gets the codes of the service',
  {
    points: 2,
    task: '15.4',
    deadline: 60_000,
    hints: [
      'put-entry has gone this way in steps 07 and 08: net/methods.ts on one side, client.ts on the other.',
      'The request is a @registry/delete-request; durable and timeout are in it, and put shows which time is added where.',
      "const request = { name, timeout: this.#timeout, ...options }; return this.call('delete-entry', request, request.durable ? request.timeout : 0)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [server, second] = await deploy(net, [work, reference])
    await server!.putAll(zoo)
    const machine = await net.machine(referenceSwarm, { seed: 70 })
    const client = await machine.start((store, swarm) => {
      return new RegistryClient(store, swarm, server!.serverKey, { timeout: TIMEOUT_MS })
    })
    t.is((await client.delete('llama')).signed, false, 'answer of a delete')
    t.is(await server!.view.get('llama'), null, 'on the server')
    t.is((await client.delete('llama')).signed, false, 'answer of the same delete, sent again')
    for (const name of ['', 'x'.repeat(201), 'half of \ud83e']) {
      t.is((await refusal(client.delete(name))).code, 'INVALID_ENTRY', 'a name that none can have')
    }
    t.is((await client.delete('mistral', signed)).signed, true, 'a durable delete')
    await second!.machine.stop()
    const timeout = TIMEOUT_MS + 500
    const late = await refusal(client.delete('whisper', { durable: true, timeout }))
    t.is(late.code, 'NOT_SIGNED_YET', 'a durable delete without a majority, in the server’s words')
    t.is(await server!.view.get('whisper'), null, 'accepted all the same')
    const ours = await machine.start((store, swarm) => {
      return new ReferenceClient(store, swarm, server!.serverKey, { timeout: TIMEOUT_MS })
    })
    const [seen, expected] = [noteCalls(client), noteCalls(ours)]
    for (const options of [
      undefined,
      {},
      { durable: true },
      { timeout: 7 },
      { durable: true, timeout: 7 }
    ]) {
      await client.delete('alpaca', options)
      await ours.delete('alpaca', options)
      const what = `what your client asks for, and the time that it adds: ${show(options ?? {})}`
      t.alike(asked(seen.pop()), asked(expected.pop()), what)
    }
  }
)

check(
  'the command delete does it, and says which promise was given',
  {
    points: 2,
    task: '15.4',
    deadline: 120_000,
    hints: [
      'put shows the shape: ask through withClient, then print the answer.',
      'answer.signed tells which promise was given, and promiseOf in terminal.ts has words for it.',
      'const answer = await withClient(flags, (client) => client.delete(name, { durable })); print(flags.json, answer, [`deleted ${name}: ${promiseOf(answer)}`])'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const { service, folder } = await startInstance(net, Instance)
    await service.put(llama)
    const cli = new Cli(t, '#work/15-delete-entry/bin.ts')
    const done = await cli.run('delete', 'llama', '--storage', folder, '--durable', '--json')
    t.alike({ code: done.code, stderr: done.stderr }, { code: 0, stderr: '' })
    const { length, signed, ...rest } = JSON.parse(done.stdout)
    t.alike({ signed, rest }, { signed: true, rest: {} }, 'the answer as JSON, and no more')
    t.is(typeof length, 'number', 'its length')
    t.is(await service.view.get('llama'), null)
    const said = async (name: string, ...flags: string[]) => {
      await service.put({ ...llama, name })
      const { stdout } = await cli.run('delete', name, '--storage', folder, ...flags)
      return stdout.replaceAll(name, '')
    }
    const promises = await Promise.all([said('alpaca'), said('vicuna', '--durable')])
    t.is(new Set(promises).size, 2, `what it says without and with --durable: ${promises.join()}`)
    t.ok(promises.every(Boolean), 'it says something')
    const again = await cli.run('delete', 'llama', '--storage', folder)
    t.alike({ code: again.code, stderr: again.stderr }, { code: 0, stderr: '' }, 'a second delete')
    service.delete = () => Promise.reject(RegistryError.NOT_SIGNED_YET(100))
    const late = await cli.run('delete', 'llama', '--storage', folder, '--durable')
    const told = { code: late.code, error: late.stderr.split(':')[0] }
    t.alike(told, { code: 1, error: 'NOT_SIGNED_YET' }, 'where no majority has signed it in time')
  }
)

/** A call as the server sees it; without a majority to wait for, no time to wait counts. */
function asked([method, request, extra = 0]: unknown[] = []) {
  const { name, durable, timeout } = Object(request)
  return { method, name, durable: durable === true, timeout: durable ? timeout : 0, extra }
}

async function names(entries: AsyncIterable<{ name: string }>) {
  const found: string[] = []
  for await (const { name } of entries) found.push(name)
  return found
}
