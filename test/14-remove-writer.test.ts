import * as fc from 'fast-check'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { checkRemovable as ourCheck } from '#reference/14-remove-writer/base/members.ts'
import { RegistryClient as ReferenceClient } from '#reference/14-remove-writer/client/client.ts'
import { methods as ourMethods } from '#reference/14-remove-writer/net/methods.ts'
import { RegistryServer as ReferenceServer } from '#reference/14-remove-writer/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/14-remove-writer/net/swarm.ts'
import { createRouter as ourRouter } from '#reference/14-remove-writer/operations.ts'
import { RegistryService as Reference } from '#reference/14-remove-writer/service.ts'
import { encode } from '#reference/14-remove-writer/spec/dispatch/index.js'
import { checkRemovable } from '#work/14-remove-writer/base/members.ts'
import { Instance } from '#work/14-remove-writer/instance/instance.ts'
import { readCard } from '#work/14-remove-writer/instance/storage.ts'
import { methods } from '#work/14-remove-writer/net/methods.ts'
import { RegistryServer } from '#work/14-remove-writer/net/server.ts'
import { createSwarm } from '#work/14-remove-writer/net/swarm.ts'
import { createRouter } from '#work/14-remove-writer/operations.ts'
import { build } from '#work/14-remove-writer/schema.ts'
import { RegistryService } from '#work/14-remove-writer/service.ts'
import { check } from './support/check.ts'
import { deploy, startInstance, startService } from './support/deploy.ts'
import { storageFault, tellFault } from './support/faults.ts'
import { llama, mistral, whisper } from './support/fixtures.ts'
import { playHandler } from './support/handlers.ts'
import { baseOf, memberships, tellMembership } from './support/membership.ts'
import { playMethod, tellMethod } from './support/methods.ts'
import { createNet } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { outcome, sameAsOurs } from './support/oracle.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
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
const signedPut = { durable: true, timeout: 30_000 }
const slow = { deadline: 30_000 }
const nobody = b4a.alloc(32, 9)

check(
  'the schema has a writer-key, and remove-writer as the last operation',
  {
    points: 1,
    task: '14.1',
    hints: [
      'Two things are registered: a struct and an operation that carries it.',
      'A spec only grows: both come after everything that is there, and nothing else changes.',
      "structs.register({ name: 'writer-key', fields: [{ name: 'key', type: 'fixed32', required: true }] }), then operations.register({ name: 'remove-writer', requestType: '@registry/writer-key' })"
    ]
  },
  (t) => checkSpec(t, build, { step: '14-remove-writer', before: '13-admin' })
)

check(
  'a remove-writer block takes the writer out on your peer as on the others',
  {
    points: 2,
    task: '14.2',
    deadline: 60_000,
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
    await until('our peer and yours have one new view key', moved, { ...slow, seen: keys })
    t.is((await mine!.status()).indexers, 2, 'indexers by your status')
    t.is((await mine!.put(llama, signedPut)).signed, true, 'two of two sign a put')
    t.is((await refusal(third!.put(whisper))).code, 'NOT_WRITABLE', 'a put on the third')
  }
)

check(
  'a block that would remove the last indexer is skipped, and the base lives on',
  {
    points: 2,
    task: '14.2',
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
    const block = encode('@registry/remove-writer', { key: nobody })
    await sameAsOurs(t, {
      inputs: fc.record({ removeable: fc.boolean(), fault: storageFault }),
      tell: ({ removeable, fault }) => [
        `remove-writer where removeable is ${removeable}${tellFault(fault)}`,
        'the writes that it made'
      ],
      yours: ({ removeable, fault }) =>
        playHandler(createRouter, block, { answers: { removeable }, fault }),
      ours: ({ removeable, fault }) =>
        playHandler(ourRouter, block, { answers: { removeable }, fault }),
      rule: 'Skip what the host would refuse, hand on what fails, and remove the rest.'
    })
  }
)

check(
  'removeWriter takes one indexer out of three, then one out of two, and the rest goes on signing',
  {
    points: 2,
    task: '14.3',
    deadline: 90_000,
    hints: [
      'As in addWriter: an operation is encoded and written, apply does the rest.',
      'The private #write appends blocks and syncs them to disk.',
      "await this.#write([encode('@registry/remove-writer', { key: writer })])"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [mine, second, third] = await deploy(net, [work, reference, reference])
    await third!.put(whisper, signedPut)
    await mine!.removeWriter(third!.localKey)
    await until('the third may no longer write', () => !third!.base.writable, slow)
    const indexers = async () => (await mine!.status()).indexers
    await until('your service counts two indexers', async () => (await indexers()) === 2, slow)
    t.is((await second!.put(mistral, signedPut)).signed, true, 'two of two sign a put')
    t.alike(await mine!.view.get('whisper'), whisper, 'what the third wrote before is kept')
    await mine!.removeWriter(second!.localKey)
    await until('the second may no longer write', () => !second!.base.writable, slow)
    await until('your service is the only indexer', async () => (await indexers()) === 1, slow)
    t.is((await mine!.put(llama, signedPut)).signed, true, 'yours signs alone')
    const [left, lost] = await deploy(await createNet(t), [work, reference])
    await lost!.machine.stop()
    const removal = (await refusal(left!.removeWriter(lost!.localKey))).code
    t.is(removal, 'ACCEPTED', 'a removal that nobody is left to sign is stored, as addWriter’s is')
  }
)

check(
  'what cannot be removed is refused with a code, and so is a request to an instance that is itself out',
  {
    points: 3,
    task: '14.3',
    deadline: 60_000,
    hints: [
      'Check before you append: each refusal has a factory in errors.ts.',
      'readSystem(base, async (system) => …) reads two things at one moment: system.get(key), which knows isRemoved, and system.indexers, each with its key.',
      'if (b4a.equals(key, base.local.key)) throw RegistryError.OWN_WRITER(); then NOT_A_WRITER for no member or a removed one; then LAST_INDEXER if system.indexers is this key alone; #write says NOT_WRITABLE'
    ]
  },
  async (t) => {
    await sameAsOurs(t, {
      inputs: memberships,
      tell: (input) => [tellMembership(input)],
      yours: async (input) => [
        await outcome(() => checkRemovable(baseOf(input) as never, b4a.alloc(32, input.key)))
      ],
      ours: async (input) => [
        await outcome(() => ourCheck(baseOf(input) as never, b4a.alloc(32, input.key)))
      ],
      rule: 'What must not be removed is refused in the order of the table.',
      numRuns: 200
    })
    const net = await createNet(t)
    const first = await startService(net, reference, { seed: 1 })
    const mine = await startService(net, work, { seed: 2, bootstrap: first.key })
    const third = await startService(net, reference, { seed: 3, bootstrap: first.key })
    for (const { localKey } of [mine, third]) await first.addWriter(localKey, { indexer: false })
    const both = () => mine.base.writable && third.base.writable
    await until('yours and the third may write', both, slow)
    const code = async (key: Uint8Array) => (await refusal(mine.removeWriter(key))).code
    const { length } = mine.base.local
    t.is(await code(mine.localKey), 'OWN_WRITER', 'oneself')
    t.is(await code(first.localKey), 'LAST_INDEXER', 'the only indexer')
    t.is(await code(nobody), 'NOT_A_WRITER', 'a key that nobody has')
    t.is(mine.base.local.length, length, 'blocks of your writer, after three refusals')
    const viewKey = shortKey(mine.viewKey)
    await mine.removeWriter(third.localKey)
    await until('the third is out', () => !third.base.writable, slow)
    t.is(shortKey(mine.viewKey), viewKey, 'view key without a plain writer')
    t.is(await code(third.localKey), 'NOT_A_WRITER', 'a writer that was removed before')
    await mine.addWriter(third.localKey, { indexer: false })
    await until('the third is admitted again', () => third.base.writable, slow)
    await third.put(whisper)
    await until('our first has all of this', () => first.view.get('whisper'), slow)
    await first.removeWriter(mine.localKey)
    await until('yours is out', () => !mine.base.writable, slow)
    t.is(await code(third.localKey), 'NOT_WRITABLE', 'asked of one that is out itself')
    t.is(await code(nobody), 'NOT_A_WRITER', 'what is wrong with the key comes first')
    const alone = await startService(net, work, { seed: 4 })
    const own = await refusal(alone.removeWriter(alone.localKey))
    t.is(own.code, 'OWN_WRITER', 'the only indexer, by itself')
    const early = new RegistryService(alone.machine.store.namespace('early'))
    const none = await refusal(early.removeWriter(nobody))
    t.is(none.code, 'NOT_A_WRITER', 'asked of a service that is not ready yet')
    await early.close()
  }
)

check(
  'a wrong key that was admitted as an indexer can be removed, even beside a single writer',
  {
    points: 1,
    task: '14.3',
    deadline: 30_000,
    hints: [
      'An indexer that has never written does not sign yet. Is it the last one?',
      'The last indexer is the one whose key is alone in system.indexers, and no other.',
      'const [first, ...others] = indexers; it is the last if there are no others and first.key is the key'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const mine = await startService(net, work, { seed: 1 })
    await mine.put(llama, signedPut)
    const viewKey = shortKey(mine.viewKey)
    await mine.addWriter(nobody)
    await mine.removeWriter(nobody)
    t.is((await refusal(mine.removeWriter(nobody))).code, 'NOT_A_WRITER', 'a second removal')
    t.is(await mine.view.skipped(), 0, 'skipped blocks')
    t.is((await mine.put(mistral, signedPut)).signed, true, 'yours still signs alone')
    t.is(shortKey(mine.viewKey), viewKey, 'view key')
  }
)

check(
  'an admin removes a writer over RPC; a stranger gets UNAUTHORIZED, and codes come through',
  {
    points: 2,
    task: '14.4',
    deadline: 60_000,
    hints: [
      'add-writer has gone this way in step 13: its method is a few lines above.',
      'Ask isAdmin first; the request is a @registry/writer-key, the answer has no fields.',
      "if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('remove-writer'), then await server.service.removeWriter(key) and return {}"
    ]
  },
  async (t) => {
    const request = { key: nobody }
    await sameAsOurs(t, {
      inputs: fc.record({ admin: fc.boolean(), fault: storageFault }),
      tell: (situation) => tellMethod('remove-writer', situation),
      yours: (situation) => playMethod(methods['remove-writer'], request, situation),
      ours: (situation) => playMethod(ourMethods['remove-writer'], request, situation),
      rule: 'Only an admin has it done, and is told when it was not.'
    })
    const net = await createNet(t)
    const { service, server, folder } = await startInstance(net, Instance)
    const second = await startService(net, reference, { seed: 2, bootstrap: service.key })
    const key = second.localKey
    await service.addWriter(key, { indexer: false })
    await until('the second may write', () => second.base.writable, slow)
    const machine = await net.machine(referenceSwarm, { seed: 70 })
    const clientOf = (options: object) =>
      machine.start((store, swarm) => new ReferenceClient(store, swarm, server.serverKey, options))
    const stranger = await clientOf({})
    const refused = await refusal(stranger.call('remove-writer', { key }))
    t.is(refused.code, 'UNAUTHORIZED', 'a stranger')
    t.is(refused.message, 'UNAUTHORIZED: this key may not call remove-writer', 'what it is told')
    const { admin } = await readCard(folder)
    const [publicKey, secretKey] = [admin.publicKey, admin.secretKey].map(fromHex)
    const client = await clientOf({ keyPair: { publicKey, secretKey } })
    const unknown = await refusal(client.call('remove-writer', { key: nobody }))
    t.is(unknown.code, 'NOT_A_WRITER', 'a key that nobody has')
    await client.call('remove-writer', { key })
    t.ok(await until('the second is out', () => !second.base.writable, slow))
  }
)

check(
  'the command remove-writer does it on a running instance, and says in one line what is wrong',
  {
    points: 2,
    task: '14.4',
    deadline: 90_000,
    hints: [
      'add-writer shows the shape: parse the key, ask as an admin through withClient, print.',
      'Let the errors through: bin.ts prints them in one line and sets the exit code.',
      "const key = parseKey(…); await withClient(flags, (client) => client.call('remove-writer', { key }), { admin: true }); print(flags.json, { removed: localKey }, […])"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const { service, folder } = await startInstance(net, Instance)
    const second = await startService(net, reference, { seed: 2, bootstrap: service.key })
    await service.addWriter(second.localKey, { indexer: false })
    await until('the second may write', () => second.base.writable, slow)
    const cli = new Cli(t, '#work/14-remove-writer/bin.ts')
    const remove = (key: string, ...flags: string[]) =>
      cli.run('remove-writer', key, '--storage', folder, ...flags)
    const key = b4a.toString(second.localKey, 'hex')
    const done = await remove(key, '--json')
    t.alike({ code: done.code, stderr: done.stderr }, { code: 0, stderr: '' })
    t.alike(
      JSON.parse(done.stdout),
      { removed: key },
      'printed as JSON, with the key as it was given'
    )
    await until('the second is out', () => !second.base.writable, slow)
    const wrong = IdEnc.encode(nobody)
    await service.addWriter(nobody)
    const [again, typo] = await Promise.all([remove(key, '--json'), remove('nonsense', '--json')])
    // Alone: two with the admin key would cut each other off.
    const person = await remove(wrong)
    t.alike({ code: person.code, stderr: person.stderr }, { code: 0, stderr: '' }, 'without --json')
    t.is(person.stdout.trim().split('\n').length, 1, `lines for a person: ${person.stdout}`)
    t.ok(person.stdout.includes(wrong), 'the line for a person names the key')
    t.absent(person.stdout.startsWith('{'), 'it is no JSON')
    t.is(again.code, 1, 'exit code of a second removal')
    t.ok(again.stderr.startsWith('NOT_A_WRITER'), again.stderr)
    t.is(again.stderr.trim().split('\n').length, 1, 'lines on stderr')
    t.ok(typo.stderr.startsWith('INVALID_INPUT'), `a key with a typo: ${typo.stderr}`)
    t.absent(typo.stderr.includes('undefined'), `it says what is wrong: ${typo.stderr}`)
  }
)

function fromHex(hex: string): Uint8Array {
  return b4a.from(hex, 'hex')
}
