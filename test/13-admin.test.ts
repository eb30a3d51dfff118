import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as fc from 'fast-check'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { RegistryClient as ReferenceClient } from '#reference/13-admin/client/client.ts'
import { RegistryReader } from '#reference/13-admin/client/reader.ts'
import { methods as ourMethods } from '#reference/13-admin/net/methods.ts'
import { RegistryServer as ReferenceServer } from '#reference/13-admin/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/13-admin/net/swarm.ts'
import { RegistryService as Reference } from '#reference/13-admin/service.ts'
import { readEntries } from '#work/13-admin/cli/entries.ts'
import { RegistryClient } from '#work/13-admin/client/client.ts'
import { Instance } from '#work/13-admin/instance/instance.ts'
import { readCard } from '#work/13-admin/instance/storage.ts'
import { methods } from '#work/13-admin/net/methods.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startInstance, startService } from './support/deploy.ts'
import { storageFault } from './support/faults.ts'
import { llama, mistral, plainEntries, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { Deployment } from './support/instances.ts'
import { playMethod, tellMethod } from './support/methods.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { Cli } from './support/process.ts'
import type { Outcome } from './support/process.ts'
import { sameAsOurs } from './support/oracle.ts'
import { refusal } from './support/rpc.ts'
import { named, until } from './support/until.ts'

const MODELS = join(import.meta.dirname, '..', 'workshop', 'models.json')
const ROUNDS = 6
const MANY = 60
const reference = { Service: Reference, Server: ReferenceServer, createSwarm: referenceSwarm }
/** Milliseconds for what a process has to do on a busy machine. */
const slow = { deadline: 30_000 }

check(
  'an admin may add a writer over RPC; a stranger gets UNAUTHORIZED, and nothing is done',
  {
    points: 3,
    task: '13.1',
    deadline: 30_000,
    hints: [
      'Every method now gets a third argument: the public key of the other end.',
      'Ask server.isAdmin(caller) before anything else, and throw the error that errors.ts has for it.',
      "if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('add-writer'), then await server.service.addWriter(key, { indexer }) and return {}"
    ]
  },
  async (t) => {
    await sameAsOurs(t, {
      inputs: fc.record({ admin: fc.boolean(), fault: storageFault, indexer: fc.boolean() }),
      tell: (given) => tellMethod(`add-writer (indexer: ${given.indexer})`, given),
      yours: (given) =>
        playMethod(methods['add-writer'], { key: llama.driveKey, indexer: given.indexer }, given),
      ours: (given) =>
        playMethod(
          ourMethods['add-writer'],
          { key: llama.driveKey, indexer: given.indexer },
          given
        ),
      rule: 'Only an admin has it done, whatever is asked, and is told when it was not.'
    })
    const net = await createNet(t)
    const { service, server, folder } = await startInstance(net, Instance)
    const second = await startService(net, reference, { seed: 2, bootstrap: service.key })
    const key = second.localKey
    const stranger = await referenceClient(net, server.serverKey)
    const refused = await refusal(stranger.call('add-writer', { key, indexer: true }))
    t.is(refused.code, 'UNAUTHORIZED', 'a stranger')
    t.is(refused.message, 'UNAUTHORIZED: this key may not call add-writer', 'what it is told')
    const known = await service.base.system?.get(key)
    t.absent(known, 'what a stranger is refused is not done: the writer is not known')

    const admin = await referenceClient(net, server.serverKey, await adminOf(folder))
    const told: string[] = []
    const addWriter = service.addWriter.bind(service)
    service.addWriter = async (...args) => {
      await addWriter(...args)
      // An answer that is sent too early arrives before this one: answers keep their order.
      await admin.call('status', {})
      told.push('added')
    }
    const call = admin.call('add-writer', { key, indexer: false })
    await call.then(() => told.push('answered'))
    t.alike(told, ['added', 'answered'], 'the answer comes when the writer is added')
    const plain = await service.base.system?.get(key)
    t.is(plain?.isIndexer, false, 'with indexer: false it is a plain writer')
    await admin.call('add-writer', { key, indexer: true })
    await until('the second is an indexer', () => second.base.isIndexer, slow)
    t.is((await stranger.put(llama)).signed, false, 'a put needs no admin')
  }
)

check(
  'add-writer asks with the admin key of its folder, and prints what was asked',
  {
    points: 2,
    task: '13.2',
    deadline: 60_000,
    hints: [
      'status and put show the shape: ask through withClient, then print. This one asks as an admin.',
      'withClient has a third argument: { admin: true } takes the key pair from the card in --storage.',
      "const key = parseKey(…); await withClient(flags, (client) => client.call('add-writer', { key, indexer }), { admin: true }); print(flags.json, { added: localKey, indexer }, […])"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const { service, server, folder } = await startInstance(net, Instance)
    const [second, third] = await Promise.all(
      [2, 3].map((seed) => startService(net, reference, { seed, bootstrap: service.key }))
    )
    const cli = new Cli(t, '#work/13-admin/bin.ts')
    const [two, three] = [second!, third!].map(({ localKey }) => IdEnc.encode(localKey))
    const done = await cli.run('add-writer', two!, '--storage', folder, '--json')
    t.alike({ code: done.code, stderr: done.stderr }, { code: 0, stderr: '' }, 'add-writer')
    t.alike(parse(done.stdout), { added: two, indexer: true }, 'printed as JSON')
    await until('the second is an indexer', () => second!.base.isIndexer, slow)
    const plain = await cli.run('add-writer', three!, '--writer-only', '--storage', folder)
    t.is(plain.code, 0, 'exit code with --writer-only')
    t.ok(plain.stdout.includes(three!), 'a line for a person names the key')
    const hex = b4a.toString(third!.localKey, 'hex')
    const again = await cli.run('add-writer', hex, '--writer-only', '--storage', folder, '--json')
    t.alike(
      parse(again.stdout),
      { added: hex, indexer: false },
      'a key in hex is printed as it was given'
    )
    const member = () => service.base.system?.get(third!.localKey)
    const third_ = await until('the base knows the third', member, slow)
    t.is(third_.isIndexer, false, 'with --writer-only it is a plain writer')

    const [typo, early, away] = await Promise.all([
      cli.run('add-writer', 'nonsense', '--storage', folder),
      cli.run('add-writer', 'nonsense', '--storage', net.folder()),
      cli.run('add-writer', two!, '--server', IdEnc.encode(server.serverKey), '--dht', net.dht)
    ])
    refusedInOneLine(t, typo, 'INVALID_INPUT')
    // There is no instance: the key is looked at before anybody is asked.
    refusedInOneLine(t, early, 'INVALID_INPUT')
    refusedInOneLine(t, away, 'INVALID_INPUT')
  }
)

check(
  'commands on one folder do not cut each other off: the admin key is for admin commands alone',
  {
    points: 1,
    task: '13.2',
    deadline: 150_000,
    hints: [
      'A server keeps one connection per key: two commands with one key pair end each other.',
      'Only a command that says { admin: true } may take the key pair of the card.',
      'In target.ts: keyPair: admin ? adminKeyPair(card) : undefined, and { admin: true } in add-writer alone'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const { service, folder } = await startInstance(net, Instance)
    const cli = new Cli(t, '#work/13-admin/bin.ts')
    const put = service.put.bind(service)
    const key = IdEnc.encode(llama.driveKey)
    const at = ['--storage', folder]
    const putBeside = async () => {
      const gate = new AbortController()
      let asked = false
      service.put = async (...args) => {
        asked = true
        if (!gate.signal.aborted) await once(gate.signal, 'abort')
        return put(...args)
      }
      const first = cli.run('put', 'llama', '--drive-key', key, '--type', 'text-generation', ...at)
      await until('the service has the put', () => asked, slow)
      // Both at once: the put has only as long as its client waits.
      const [added, status] = await Promise.all([
        cli.run('add-writer', key, ...at, '--writer-only'),
        cli.run('status', ...at)
      ])
      t.alike({ code: added.code, stderr: added.stderr }, { code: 0, stderr: '' }, 'add-writer')
      t.is(status.code, 0, 'exit code of status')
      gate.abort()
      const { code, stderr } = await first
      return { code, stderr }
    }
    let ended = await putBeside()
    // On a very busy machine two commands take longer than a put may: one that was cut off is cut
    // off each time.
    for (let again = 0; again < 3 && ended.stderr.startsWith('TIMEOUT'); again++) {
      ended = await putBeside()
    }
    t.alike(ended, { code: 0, stderr: '' }, 'the put that was under way all along')
  }
)

check(
  'putAll stores many entries, several at a time, and reports how many are stored',
  {
    points: 2,
    task: '13.3',
    deadline: 30_000,
    hints: [
      'One after the other waits for each answer, and all at once wait in a queue until they time out.',
      'A round: IN_FLIGHT entries are put at once, all answers are awaited, the sum is reported.',
      'for (let at = 0; at < entries.length; at += IN_FLIGHT) { const round = entries.slice(at, at + IN_FLIGHT); await Promise.all(round.map((entry) => this.put(entry))); progress(at + round.length) }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const service = await startService(net, reference, { seed: 1 })
    const client = await myClient(net, service.serverKey)
    const entries = Array.from({ length: MANY }, (_, at) => plainEntry(at))
    const put = service.put.bind(service)
    const gate = new AbortController()
    let asked = 0
    let stored = 0
    service.put = async (...args) => {
      // Until two are here, none is answered.
      if (++asked === 2) gate.abort()
      if (asked < 2) await named('a second put while the first is under way', () => opened(gate))
      const answer = await put(...args)
      stored++
      return answer
    }
    const told: number[] = []
    const early: string[] = []
    await client.putAll(entries, (sum) => {
      told.push(sum)
      if (sum > stored) early.push(`told ${sum}, stored ${stored}`)
    })
    t.alike(early, [], 'nothing is told before it is stored')
    t.ok(told.length > 1, `it tells as it goes on: ${told.join(', ')}`)
    t.alike(
      told,
      told.toSorted((a, b) => a - b),
      'each number is the sum so far'
    )
    t.is(told.at(-1), MANY, 'the last number is the number of entries')
    t.is(asked, MANY, 'puts that the server was asked for')
    t.is(await count(service.view.list()), MANY, 'entries in the view')

    const bad = await refusal(client.putAll([...entries, { ...llama, type: '' }]))
    t.is(bad.code, 'INVALID_ENTRY', 'when the last entry breaks a rule')
    t.is(asked, MANY, 'puts that the server was asked for, after that as well')

    service.put = async () => Promise.reject(new Error('the disk is full'))
    const sums: number[] = []
    const failed = await refusal(client.putAll(entries, (sum) => sums.push(sum)))
    t.is(failed.code, 'INTERNAL', 'when a put fails, putAll fails')
    t.alike(sums, [], 'told, where no put was stored')
    await client.putAll([])

    // One behind the other, and sixteen entries before the second: not under way together.
    const twice = plainEntries(256)
    twice[15] = { ...mistral, type: 'old' }
    twice[16] = { ...mistral, type: 'new' }
    service.put = put
    await client.putAll(twice)
    t.is((await service.view.get('mistral'))?.type, 'new', 'of two with one name, the last')
  }
)

check(
  'an import file may be JSON or NDJSON, and a row that is wrong is named with its field',
  {
    points: 2,
    task: '13.4',
    hints: [
      'A row comes from JSON.parse: it may be anything. What must it be, field by field?',
      'Refuse what is not an object, a field that is not in FIELDS, and a value that is neither null nor a string; then build the entry and let checkEntry look at it.',
      'for (const [field, value] of Object.entries(row)) { if (!FIELDS.includes(field)) throw new Error(`${field} is not a field of an entry`); … }, parseKey for driveKey, null for owner and description that are missing, checkEntry(entry)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = net.folder()
    const read = async (text: string) => {
      const file = join(folder, 'import.json')
      await writeFile(file, text)
      return readEntries(file)
    }
    const rows = [llama, whisper, mistral].map(rowOf)
    const lines = rows.map((row) => JSON.stringify(row)).join('\n')
    t.alike(await read(JSON.stringify(rows)), [llama, whisper, mistral], 'a JSON array')
    t.alike(await read(lines), [llama, whisper, mistral], 'an object per line')
    t.alike(await read(`\ufeff${lines}\n\n`), [llama, whisper, mistral], 'with a byte order mark')
    const { owner: _, description: __, ...bare } = rows[0]!
    const [entry] = await read(JSON.stringify([bare]))
    t.alike(entry, { ...llama, owner: null, description: null }, 'without owner and description')
    t.is((await readEntries(MODELS)).length, 42, 'the 42 models of the workshop')

    const whole = { ...rows[1] }
    const wrong: [string, object | number | null][] = [
      ['colour', { ...whole, colour: 'red' }],
      ['owner ', { ...whole, 'owner ': 'meta' }],
      ['owner', { ...whole, owner: 42 }],
      ['owner', { ...whole, owner: 0 }],
      ['description', { ...whole, description: false }],
      ['description', { ...whole, description: ['x'] }],
      ['driveKey', { ...whole, driveKey: 'nonsense' }],
      ['driveKey', { ...whole, driveKey: undefined }],
      ['name', { ...whole, name: 'tab\there' }],
      ['name', { ...whole, name: null }],
      ['type', { ...whole, type: undefined }],
      ['', 42],
      ['', null]
    ]
    for (const [field, row] of wrong) {
      const { code, message } = await refusal(read(JSON.stringify([rows[0], row])))
      const what = `${JSON.stringify(row)}: ${message}`
      t.is(code, 'INVALID_INPUT', what)
      t.ok(message.includes('row 2') && message.includes(field), `row and field are told: ${what}`)
    }
  }
)

check(
  'import checks every row before the first is sent, and stores all of a good file',
  {
    points: 1,
    task: '13.4',
    deadline: 60_000,
    hints: [
      'Is the last row looked at before the first is put?',
      'readEntries gives all entries or throws; import asks it first, and connects then.',
      'toEntry throws for a row that is wrong; nothing catches that, and nothing is stored'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const { service, folder } = await startInstance(net, Instance)
    const cli = new Cli(t, '#work/13-admin/bin.ts')
    const file = join(net.folder(), 'rows.ndjson')
    const rows = [llama, whisper, { ...mistral, type: '' }].map(rowOf)
    await writeFile(file, rows.map((row) => JSON.stringify(row)).join('\n'))
    const [bad, none] = await Promise.all([
      cli.run('import', file, '--storage', folder),
      cli.run('import', `${file}.gone`, '--storage', folder)
    ])
    refusedInOneLine(t, bad, 'INVALID_INPUT')
    t.ok(
      bad.stderr.includes('row 3') && bad.stderr.includes('type'),
      `it says where: ${bad.stderr}`
    )
    refusedInOneLine(t, none, 'INVALID_INPUT')
    t.is(await count(service.view.list()), 0, 'entries that are stored after it')
    const good = await cli.run('import', MODELS, '--storage', folder, '--json')
    t.alike(parse(good.stdout), { stored: 42 }, `what import prints: ${good.stderr}`)
    t.is(await count(service.view.list()), 42, 'entries in the view')
  }
)

check(
  'three processes: kill one and all goes on, kill two and nothing is signed until one is back',
  {
    points: 2,
    task: '13.4',
    deadline: 180_000,
    hints: [
      'The commands talk to running instances: none of them may open a storage folder.',
      'With two of three gone a put is accepted; only signing has to wait.',
      'Check add-writer (13.2) and import (13.4) by hand, in terminals, as the lesson does.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/13-admin/bin.ts')
    const deployment = await new Deployment(net, cli).open(3)
    const [first, second] = deployment.instances
    const loaded = await cli.run('import', MODELS, '--storage', first!.folder)
    t.is(loaded.code, 0, `exit code of import: ${loaded.stderr}`)
    await deployment.level('the import is signed by all')

    await deployment.kill(2)
    await first!.put(llama)
    for (const each of [first!, second!])
      await deployment.drawn(signed('llama is signed by two of three', each))
    const read = await cli.run('get', 'llama', '--storage', second!.folder)
    t.is(read.code, 0, `exit code of get from the second: ${read.stderr}`)

    await deployment.kill(1)
    t.is((await first!.put(mistral)).signed, false, 'a put with one of three is accepted')
    const alone = await first!.status()
    t.ok((alone.signedLength ?? 0) < alone.length, 'and not signed')

    await deployment.restart(1)
    await deployment.restart(2)
    await deployment.level('all three have the same view, signed to its end')
    const names = await readAll(net, (await first!.status()).viewKey)
    t.is(names.size, 44, 'entries: 42 models, llama and mistral')
  }
)

check(
  `no answered put is lost when a process is killed, in ${ROUNDS} rounds`,
  {
    points: 2,
    task: '13.4',
    deadline: 240_000,
    hints: [
      'An answer means: on this writer’s disk. Is anything answered before the sync?',
      'service.put waits until the log is synced; leave that as it is.',
      'Check that your commands end, and that add-writer (13.1, 13.2) makes indexers of all three.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/13-admin/bin.ts')
    const deployment = await new Deployment(net, cli).open(3)
    const answered = new Set<string>()
    for (let round = 0; round < ROUNDS; round++) {
      const puts = Array.from({ length: 12 }, (_, at) => {
        const entry = { ...plainEntry(round), name: `round-${round}-${at}` }
        const answer = deployment.instances[at % 3]!.put(entry)
        return answer.then(() => answered.add(entry.name)).catch(() => null)
      })
      // The kill falls in the middle: one put is answered, the others are under way.
      await Promise.race(puts)
      await deployment.kill(round % 3)
      await deployment.restart(round % 3)
      await Promise.all(puts)
      await deployment.level(`round ${round + 1}: all three are level again`)
    }
    const status = await deployment.instances[0]!.status()
    const stored = await readAll(net, status.viewKey)
    const lost = [...answered].filter((name) => !stored.has(name))
    t.comment(`${answered.size} puts were answered in ${ROUNDS} rounds`)
    const picture = lost.length > 0 ? await deployment.draw(lost) : []
    t.alike(lost, [], ['answered puts that are in no view', ...picture].join('\n'))
  }
)

interface KeyPair {
  publicKey: Uint8Array
  secretKey: Uint8Array
}

async function adminOf(folder: string): Promise<KeyPair> {
  const { admin } = await readCard(folder)
  const { publicKey, secretKey } = admin
  return { publicKey: b4a.from(publicKey, 'hex'), secretKey: b4a.from(secretKey, 'hex') }
}

async function referenceClient(net: Net, serverKey: Uint8Array, keyPair?: KeyPair) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  const options = keyPair === undefined ? {} : { keyPair }
  return machine.start((store, swarm) => new ReferenceClient(store, swarm, serverKey, options))
}

async function myClient(net: Net, serverKey: Uint8Array) {
  const machine = await net.machine(referenceSwarm, { seed: 71 })
  return machine.start((store, swarm) => new RegistryClient(store, swarm, serverKey))
}

async function readAll(net: Net, viewKey: Uint8Array): Promise<Set<string>> {
  const machine = await net.machine(referenceSwarm, { seed: 75 })
  const reader = await machine.start((store, swarm) => new RegistryReader(store, swarm, viewKey))
  const names = new Set<string>()
  for await (const { name } of reader.view.list()) names.add(name)
  return names
}

async function signed(what: string, instance: Deployment['instances'][number]) {
  const level = async () => {
    const { length, signedLength } = await instance.status()
    return signedLength === length
  }
  await until(what, level, { deadline: 30_000, seen: () => instance.status() })
}

async function opened({ signal }: AbortController): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort')
}

/** An entry as a row of an import file. */
function rowOf({ driveKey, ...rest }: Entry) {
  return { ...rest, driveKey: IdEnc.encode(driveKey) }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

async function count(entries: AsyncIterable<unknown>) {
  let total = 0
  for await (const _ of entries) total++
  return total
}

function refusedInOneLine(t: TestContext, outcome: Outcome, code: string) {
  const [line, ...rest] = outcome.stderr.trim().split('\n')
  t.is(outcome.code, 1, `exit code of ${code}`)
  t.ok(line?.startsWith(code), `the line begins with ${code}: ${line}`)
  t.alike(rest, [], 'no second line')
}
