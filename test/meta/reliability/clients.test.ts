import assert from 'node:assert/strict'
import { EventEmitter, once } from 'node:events'
import { mock, test } from 'node:test'
import type { TestContext } from 'node:test'
import { setTimeout as after, setImmediate } from 'node:timers/promises'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'

import { deploy, startService } from '../../support/deploy.ts'
import { llama, mistral, plainEntries, plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { Access, RegistryClient, createSwarm, followIndexers, kit, open } from '../support/last.ts'

const unavailable = { code: 'UNAVAILABLE' }
const codesOf = (answers: PromiseSettledResult<unknown>[]) =>
  new Set(answers.map((each) => (each.status === 'rejected' ? each.reason.code : 'stored')))
const namesOf = ({ mock: { calls } }: { mock: { calls: { arguments: unknown[] }[] } }) =>
  calls.map((call) => call.arguments[0])

test('a client that can ask nobody reads on, never says that there is nothing, and ends', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  // The other may not write: it has the view, and no server names it.
  const asked = await startService(net, kit, { seed: 1 })
  const other = await startService(net, kit, { seed: 2, bootstrap: asked.key })
  await asked.put(llama, { durable: true })
  const machine = await net.machine(createSwarm, { seed: 70 })
  const options = { timeout: 4000, maxAge: 0 }
  const [patient, strict] = await Promise.all(
    [60_000, 0].map((maxStale) =>
      machine.start((store, swarm) => {
        return new RegistryClient(store, swarm, [asked.serverKey], { ...options, maxStale })
      })
    )
  )
  for (const client of [patient!, strict!]) {
    await until('llama is read', () => client.get('llama').catch(() => null))
    assert.equal(await client.get('mistral'), null, 'a server was asked: there is none')
  }
  const { core } = other.view
  await until('the other has it all', () => core.signedLength === core.length)

  await asked.machine.stop()
  assert.deepEqual(await patient!.get('llama'), llama, 'what is here is read from the other')
  await assert.rejects(patient!.get('mistral'), unavailable, 'what may be elsewhere')
  await assert.rejects(strict!.get('llama'), unavailable, 'after maxStale, even what is here')
  await assert.rejects(strict!.view(), unavailable, 'and a list')
  await assert.rejects(patient!.put(mistral), unavailable)
})

test('clients in use follow while all servers that they were given are replaced', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const first = await startService(net, kit, { seed: 1, options: open() })
  const join = (seed: number) => {
    return startService(net, kit, { seed, bootstrap: first.key, options: open() })
  }
  const old = [first, await join(2), await join(3)]
  for (const { localKey } of old.slice(1)) await first.addWriter(localKey)
  const sign = (count: number, services: typeof old) => {
    const level = () => services.every(({ base }) => base.linearizer.indexers.length === count)
    return until(`${count} indexers sign`, level, { deadline: 30_000 })
  }
  await sign(3, old)
  // So many that a newcomer jumps over them.
  for (const entry of plainEntries(64)) await first.put(entry)

  const [writer, reader] = await Promise.all(
    [70, 71].map(async (seed) => {
      const machine = await net.machine(createSwarm, { seed })
      const keys = old.map(({ serverKey }) => serverKey)
      return machine.start((store, swarm) => new RegistryClient(store, swarm, keys, { maxAge: 0 }))
    })
  )
  let serving = old
  for (const [at, leaving] of old.entries()) {
    // One of them only puts, the other only reads.
    await writer!.put(plainEntry(at))
    await until(`${at} is read`, () => reader!.get(plainEntry(at).name))
    const arriving = await join(10 + at)
    const staying = serving.filter((each) => each !== leaving)
    await staying[0]!.removeWriter(leaving.localKey, { length: leaving.base.local.length })
    await sign(2, staying)
    await leaving.machine.stop()
    await staying[0]!.addWriter(arriving.localKey)
    serving = [...staying, arriving]
    await sign(3, serving)
  }

  await writer!.put(mistral, { durable: true })
  assert.deepEqual(await reader!.get('mistral'), mistral)
  for (const at of old.keys()) assert.ok(await reader!.get(plainEntry(at).name), `entry ${at}`)
  const whole = () => {
    const cores = serving.flatMap(({ base }) => [base.core, base.view.core])
    return cores.every(({ contiguousLength, signedLength }) => contiguousLength >= signedLength)
  }
  await until('all of system and view are here, for the next blind peer', whole)
})

test('a client whose server is drained goes on with the next one, until all are', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const one = await startService(net, kit, { seed: 1, options: open() })
  const two = await startService(net, kit, { seed: 2, bootstrap: one.key, options: open() })
  await one.addWriter(two.localKey)
  await until('both may write', () => two.base.writable)
  const servers = [one, two]
  const machine = await net.machine(createSwarm, { seed: 70 })
  // Each begins with a server that it picks at random.
  const clients = await Promise.all(
    plainEntries(8).map(() =>
      machine.start((store, swarm) => {
        const keys = servers.map(({ serverKey }) => serverKey)
        return new RegistryClient(store, swarm, keys, { maxAge: Infinity })
      })
    )
  )
  const puts = () => Promise.allSettled(clients.map((client, at) => client.put(plainEntry(at))))
  await one.drain()
  assert.deepEqual(codesOf(await puts()), new Set(['stored']), 'with the first one drained')
  await two.drain()
  assert.deepEqual(codesOf(await puts()), new Set(['DRAINING']), 'with both of them drained')
})

test('a put goes on to an instance that lets the client write, until all refuse it', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const one = await startService(net, kit, { seed: 1 })
  const two = await startService(net, kit, { seed: 2, bootstrap: one.key, options: open() })
  const three = await startService(net, kit, { seed: 3, bootstrap: one.key })
  for (const { localKey } of [two, three]) await one.addWriter(localKey)
  const all = [one, two, three]
  await until('all may write', () => all.every(({ base }) => base.writable))
  const machine = await net.machine(createSwarm, { seed: 70 })
  // Each begins with a server that it picks at random.
  const puts = (servers: typeof all) =>
    Promise.allSettled(
      plainEntries(8).map(async (entry) => {
        const keys = servers.map(({ serverKey }) => serverKey)
        const client = await machine.start((store, swarm) => {
          return new RegistryClient(store, swarm, keys, { maxAge: Infinity })
        })
        return client.put(entry)
      })
    )
  assert.deepEqual(codesOf(await puts(all)), new Set(['stored']), 'one of three lets anyone write')
  const refused = new Set(['UNAUTHORIZED'])
  assert.deepEqual(codesOf(await puts([one, three])), refused, 'neither of two does')
})

test('thousands of puts at once are all answered, and Node warns of nothing', async (t) => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  t.after(() => process.off('warning', note))
  const { client } = await startClient(t, { timeout: 1000 })
  const puts = plainEntries(3000).map((entry) => client.put(entry))
  const durable = plainEntries(64).map((entry) => client.put(entry, { durable: true }))
  await Promise.all([...puts, ...durable])
  assert.deepEqual(warnings.map(String), [])
})

test('what was put durably is found by the next look-up of the same client', async (t) => {
  const { client, machine } = await startClient(t, { maxAge: 60_000 })
  await client.put(plainEntry(0), { durable: true })
  assert.ok(await client.get(plainEntry(0).name))
  for (let number = 1; number <= 5; number++) {
    const entry = plainEntry(number)
    // Blocks come by the swarm, answers don't: what peers tell of the view is late.
    const connections = [...machine.swarm.connections]
    for (const connection of connections) connection.pause()
    const calls = mock.method(client, 'call')
    await client.put(entry, { durable: true })
    assert.deepEqual(namesOf(calls), ['put-entry'], 'the put itself waits for no question')
    const late = after(300).then(() => connections.forEach((each) => each.resume()))
    assert.deepEqual(await client.get(entry.name), entry)
    await late
    assert.deepEqual(await client.get(entry.name), entry)
    assert.deepEqual(namesOf(calls), ['put-entry', 'status'], 'one look-up asks anew, no more')
    calls.mock.restore()
  }
})

test('a look-up after a durable put takes no answer to a question from before it', async (t) => {
  const { client, machine } = await startClient(t, { maxAge: 0 })
  await client.put(plainEntry(0), { durable: true })
  assert.ok(await client.get(plainEntry(0).name))
  const ask = client.call.bind(client)
  const told = new EventEmitter()
  const answered = once(told, 'answered')
  const handedOn = once(told, 'handed on')
  mock.method(client, 'call', async (...args: Parameters<typeof ask>) => {
    const answer = await ask(...args)
    if (args[0] !== 'status') return answer
    told.emit('answered')
    await handedOn
    return answer
  })
  const [connection] = [...machine.swarm.connections]
  const before = client.view()
  await answered
  connection!.pause()
  await client.put(plainEntry(1), { durable: true })
  const after = client.get(plainEntry(1).name)
  told.emit('handed on')
  await before
  connection!.resume()
  assert.deepEqual(await after, plainEntry(1))
})

test('a server that names a thousand others adds five to the servers of a client', async () => {
  const [given, other] = [1, 2].map((byte) => b4a.alloc(32, byte))
  const strangers = Array.from({ length: 1000 }, (_, n) => b4a.alloc(32, `stranger ${n}`))
  let servers = [given!, ...strangers]
  const pool = { keys: [given!, other!], retries: 2, makeRequest: async () => ({ servers }) }
  const count = followIndexers(pool as never, 0)
  assert.equal(count(), 2, 'before an answer came')
  await setImmediate()
  assert.deepEqual(pool.keys, [given, other, ...strangers.slice(0, 5)])
  assert.equal(pool.retries, 7)
  servers = strangers.slice(-1)
  count()
  await setImmediate()
  assert.deepEqual(pool.keys, [given, other, ...servers], 'those that it was given stay')
  servers = []
  count()
  await setImmediate()
  assert.equal(count(), 3, 'after an answer that names nobody')
})

test('a list, and so an export, is of one moment: what was put together is in it together', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const [service] = await deploy(net, [kit, kit])
  const machine = await net.machine(createSwarm, { seed: 70 })
  const client = await machine.start((store, swarm) => {
    return new RegistryClient(store, swarm, [service!.serverKey], { maxAge: 0 })
  })
  const ends = (owner: string) => ['a', 'z'].map((name) => ({ ...llama, name, owner }))
  await service!.putAll([...plainEntries(300), ...ends('0')], { durable: true })
  let putting = true
  const puts = async () => {
    for (let n = 1; n <= 25; n++) await service!.putAll(ends(String(n)), { durable: true })
    putting = false
  }
  const owners = new Set<string>()
  const lists = async () => {
    while (putting) {
      const found: string[] = []
      for await (const { name, owner } of (await client.view()).list()) {
        if (name === 'a' || name === 'z') found.push(owner ?? '')
      }
      assert.equal(found[0], found[1], 'the first and the last entry of a list')
      owners.add(String(found))
    }
  }
  await Promise.all([puts(), lists()])
  assert.ok(owners.size > 2, `lists that differ: ${owners.size}`)
})

test('requests that are sent while a client connects come after the proof of its identity', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const keyPair = HyperDHT.keyPair(b4a.alloc(32, 7))
  const access = new Access({ writers: [keyPair.publicKey] })
  const { serverKey } = await startService(net, kit, { seed: 1, options: { access } })
  const machine = await net.machine(createSwarm, { seed: 70 })
  const client = await machine.start((store, swarm) => {
    return new RegistryClient(store, swarm, [serverKey], { keyPair })
  })
  await Promise.all(plainEntries(20).map((entry) => client.put(entry)))
  await until('the last is read', () => client.get(plainEntry(19).name))
})

/** A client of one instance that anyone may write to, and the machine that it runs on. */
async function startClient(t: TestContext, options: { timeout?: number; maxAge?: number }) {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const { serverKey } = await startService(net, kit, { seed: 1, options: open() })
  const machine = await net.machine(createSwarm, { seed: 70 })
  const client = await machine.start((store, swarm) => {
    return new RegistryClient(store, swarm, [serverKey], options)
  })
  return { client, machine }
}
