import { existsSync, mkdirSync } from 'node:fs'
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import b4a from 'b4a'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'

import { RegistryClient } from '#reference/23-lists/client/client.ts'
import { createIdentity, readIdentity } from '#reference/23-lists/client/identity.ts'
import { createSwarm as referenceSwarm } from '#reference/23-lists/net/swarm.ts'
import { Access as ReferenceAccess } from '#reference/23-lists/net/access.ts'
import { Access } from '#work/23-lists/net/access.ts'
import type { Who } from '#work/23-lists/net/access.ts'
import { RegistryServer } from '#work/23-lists/net/server.ts'
import { createSwarm } from '#work/23-lists/net/swarm.ts'
import { RegistryService } from '#work/23-lists/service.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startService } from './support/deploy.ts'
import { llama, mistral } from './support/fixtures.ts'
import { listChanges, playLists, tellListChanges } from './support/list-changes.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { sameAsOurs } from './support/oracle.ts'
import { Cli } from './support/process.ts'
import { refusal } from './support/rpc.ts'
import { show } from './support/show.ts'

const [admin, guest, stranger] = [1, 2, 3].map((byte) => HyperDHT.keyPair(b4a.alloc(32, byte)))
const MANY = 40

check(
  'allow and deny change the list that is named, and no other',
  {
    points: 2,
    task: '23.1',
    hints: [
      'There are two sets, #writers and #admins, and each call is about one of them.',
      'A set takes the same key twice, and gives up one that it does not have, without an error.',
      'const list = admin ? this.#admins : this.#writers; list.add(IdEnc.encode(key)) or list.delete(…); await this.#save()'
    ]
  },
  async (t) => {
    const access = new Access({ admins: [admin!.publicKey] })
    const may = (who: Who) => access.permits(who, guest!.publicKey)
    const all = () => ({ write: may('writers'), admin: may('admins') })
    await access.deny(guest!.publicKey)
    t.alike(all(), { write: false, admin: false }, 'a key on no list that was denied')
    await access.allow(guest!.publicKey)
    await access.allow(guest!.publicKey)
    t.alike(all(), { write: true, admin: false }, 'a key that was allowed twice')
    t.alike(access.writers.map(text), [text(guest!.publicKey)], 'the list of writers')
    await access.deny(guest!.publicKey, { admin: true })
    t.alike(all(), { write: true, admin: false }, 'a writer that is taken off the admins')
    await access.allow(guest!.publicKey, { admin: true })
    await access.deny(guest!.publicKey)
    t.alike(all(), { write: true, admin: true }, 'an admin that is taken off the writers')
    t.absent(access.writers.map(text).includes(text(guest!.publicKey)), 'it is off that list')
    await access.deny(guest!.publicKey, { admin: true })
    t.alike(all(), { write: false, admin: false }, 'a key that is taken off both lists')
  }
)

check(
  'an owner stays an admin: OWNER, and nothing has changed',
  {
    points: 1,
    task: '23.1',
    hints: [
      'The admins in the options are the owners: #owners has them, as text like the other sets.',
      'Look before you change a list, and only if it is the list of admins.',
      'if (admin && this.#owners.has(IdEnc.encode(key))) throw RegistryError.OWNER()'
    ]
  },
  async (t) => {
    const file = await fileOf(t)
    const access = new Access({ admins: [admin!.publicKey], file })
    const { code } = await refusal(access.deny(admin!.publicKey, { admin: true }))
    t.is(code, 'OWNER', 'the owner is taken off the admins')
    t.ok(access.isAdmin(admin!.publicKey), 'it is an admin all the same')
    t.absent(existsSync(file), 'nothing was written')
    await access.deny(admin!.publicKey)
    t.ok(access.isAdmin(admin!.publicKey), 'the owner, taken off the list of writers')
    await access.allow(guest!.publicKey, { admin: true })
    await access.deny(guest!.publicKey, { admin: true })
    t.absent(access.isAdmin(guest!.publicKey), 'an admin that is not an owner')
    const owners = { writers: [b4a.alloc(32, 2)], admins: [b4a.alloc(32, 1)] }
    await sameAsOurs(t, {
      inputs: listChanges,
      tell: tellListChanges,
      yours: (list) => playLists(new Access(owners), list),
      ours: (list) => playLists(new ReferenceAccess(owners), list),
      rule: 'A change is of the list that is named alone, and OWNER changes nothing.',
      numRuns: 100
    })
  }
)

check(
  'each answer is true: the change is in the file by then',
  {
    points: 2,
    task: '23.2',
    hints: [
      'What does the caller know when allow has resolved, and the machine then loses power?',
      'replaceFile resolves when the file is on the disk; allow waits for #save, and #save for that.',
      'await replaceFile(file, JSON.stringify({ writers: [...this.#writers], admins: [...this.#admins] }))'
    ]
  },
  async (t) => {
    const file = await fileOf(t)
    const access = new Access({ admins: [admin!.publicKey], file })
    await access.allow(guest!.publicKey)
    await access.allow(stranger!.publicKey, { admin: true })
    const kept = await load(file)
    t.ok(kept.permits('writers', guest!.publicKey), 'a writer after a restart')
    t.ok(kept.permits('admins', stranger!.publicKey), 'an admin after a restart')
    const before = await readFile(file, 'utf8')
    const reading = await open(file)
    t.teardown(() => reading.close())
    await access.deny(guest!.publicKey)
    const old = await reading.readFile('utf8')
    t.is(old, before, 'who has the file open has it whole, as it was: a new one takes its place')
    t.absent((await load(file)).isListed(guest!.publicKey), 'a denied writer after a restart')
    await access.deny(stranger!.publicKey, { admin: true })
    t.absent((await load(file)).isListed(stranger!.publicKey), 'a denied admin after a restart')
  }
)

check(
  'changes in the same moment are all kept: one save follows another',
  {
    points: 3,
    task: '23.2',
    deadline: 20_000,
    hints: [
      'Two saves at once write to one and the same new file. Who may begin when?',
      '#saving is the save that was asked for last: begin when it is over, and put your own in its place.',
      'this.#saving = this.#saving.catch(() => {}).then(() => replaceFile(file, …)); await this.#saving'
    ]
  },
  async (t) => {
    const file = await fileOf(t)
    const access = new Access({ admins: [admin!.publicKey], file })
    const keys = Array.from({ length: MANY }, (_, at) => HyperDHT.keyPair(b4a.alloc(32, 50 + at)))
    const listed = async () => {
      const lists = await load(file)
      return keys.map(({ publicKey }) => lists.isListed(publicKey))
    }
    const saved: number[] = []
    const allowed = keys.map(async ({ publicKey }) => {
      await access.allow(publicKey)
      const kept = await readFile(file, 'utf8')
      saved.push(keys.filter((key) => kept.includes(text(key.publicKey))).length)
    })
    await Promise.all(allowed)
    t.alike(await listed(), Array(MANY).fill(true), 'all that were allowed at once')
    t.is(saved[0], MANY, 'of them, those in the file at the first answer: the lists of its turn')
    const late: number[] = []
    const denied = keys.map(async ({ publicKey }, at) => {
      await access.deny(publicKey)
      if ((await readFile(file, 'utf8')).includes(text(publicKey))) late.push(at)
    })
    await Promise.all(denied)
    t.alike(late, [], 'keys that were still in the file when deny had resolved')
    t.alike(await listed(), Array(MANY).fill(false), 'all that were denied at once')
    const early: number[] = []
    const spread: Promise<void>[] = []
    for (const [at, { publicKey }] of keys.entries()) {
      const kept = access.allow(publicKey).then(() => readFile(file, 'utf8'))
      spread.push(kept.then((lists) => void (lists.includes(text(publicKey)) || early.push(at))))
      // The next one comes while this one is being written.
      await setImmediate()
    }
    await Promise.all(spread)
    t.alike(early, [], 'keys that were not in the file yet when allow had resolved')
    t.alike(
      await listed(),
      Array(MANY).fill(true),
      'all that were allowed during the save of others'
    )
  }
)

check(
  'a save that fails is reported to its own caller, and the next one is written',
  {
    points: 2,
    task: '23.2',
    hints: [
      'What does a chain of promises do after one that was rejected?',
      'Go on after a save that failed, too, and let each caller wait for its own.',
      'this.#saving = this.#saving.catch(() => {}).then(() => replaceFile(file, …)); await this.#saving'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = join(net.folder(), 'away')
    const file = join(folder, 'access.json')
    const access = new Access({ admins: [admin!.publicKey], file })
    t.is((await refusal(access.allow(guest!.publicKey))).code, 'ENOENT', 'a folder that is away')
    await mkdir(folder)
    const next = await refusal(access.allow(stranger!.publicKey))
    t.is(next.code, 'ACCEPTED', 'the folder is back')
    t.ok((await load(file)).isListed(stranger!.publicKey), 'what was allowed then, in the file')
    await rename(folder, `${folder}-again`)
    t.is((await refusal(access.allow(stranger!.publicKey))).code, 'ENOENT', 'allowed once more')
    t.ok(access.isListed(stranger!.publicKey), 'a key that was listed before, after such a failure')
    t.is((await refusal(access.deny(guest!.publicKey))).code, 'ENOENT', 'away once more')
    t.absent(access.isListed(guest!.publicKey), 'a key that was denied, though the save failed')
    await rename(`${folder}-again`, folder)
    t.is(
      (await refusal(access.deny(guest!.publicKey))).code,
      'ACCEPTED',
      'the same, once it is back'
    )
    t.absent((await load(file)).isListed(guest!.publicKey), 'who was denied then, in the file')
    const lost = join(folder, 'b', 'access.json')
    const other = new Access({ admins: [admin!.publicKey], file: lost })
    t.is((await refusal(other.allow(guest!.publicKey))).code, 'ENOENT', 'no folder there, either')
    await mkdir(join(folder, 'b'))
    t.is(
      (await refusal(other.allow(guest!.publicKey))).code,
      'ACCEPTED',
      'the very same change again'
    )
    t.ok((await load(lost)).isListed(guest!.publicKey), 'who was allowed then, in the file')

    const queued = join(folder, 'c', 'access.json')
    const busy = new Access({ admins: [admin!.publicKey], file: queued })
    const keys = Array.from({ length: MANY }, (_, at) => b4a.alloc(32, 50 + at))
    const answers = keys.map((key) => refusal(busy.allow(key)))
    // Most of the saves that are asked for already begin later than this.
    t.is((await answers[0]!).code, 'ENOENT', `the first of ${MANY} at once, no folder there`)
    mkdirSync(join(folder, 'c'))
    t.is((await answers.at(-1)!).code, 'ACCEPTED', 'the last of them, with the folder there since')
    t.ok((await load(queued)).isListed(keys.at(-1)!), 'who was allowed by the last, in the file')
  }
)

check(
  'by RPC an admin allows and denies; it holds for connections that are open already',
  {
    points: 2,
    task: '23.1',
    deadline: 40_000,
    hints: [
      'permits is asked for every request: it looks at the sets as they are then.',
      'allow and deny change the same sets that permits looks at.',
      'const list = admin ? this.#admins : this.#writers; list.delete(IdEnc.encode(key))'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const access = new Access({ admins: [admin!.publicKey] })
    const kit = { Service: RegistryService, Server: RegistryServer, createSwarm }
    const service = await startService(net, kit, { seed: 1, options: { access } })
    const [owner, client] = await clientsOf(net, service.serverKey, [admin!, guest!])
    const { publicKey } = guest!
    t.is((await refusal(client!.put(llama))).code, 'UNAUTHORIZED', 'a put before it is allowed')
    await owner!.call('allow', { key: publicKey })
    t.is((await refusal(client!.put(llama))).code, 'ACCEPTED', 'a put when it is allowed')
    const own = { key: stranger!.publicKey }
    t.is((await refusal(client!.call('allow', own))).code, 'UNAUTHORIZED', 'a writer calls allow')
    const lists = await owner!.call('access', {})
    t.alike(lists.writers.map(text), [text(publicKey)], 'the writers that access tells')
    t.alike(lists.admins.map(text), [text(admin!.publicKey)], 'the admins that access tells')
    await owner!.call('deny', { key: publicKey })
    t.is((await refusal(client!.put(mistral))).code, 'UNAUTHORIZED', 'a put after it was denied')
    const self = { key: admin!.publicKey, admin: true }
    t.is((await refusal(owner!.call('deny', self))).code, 'OWNER', 'the owner denies itself')
    t.is(await service.view.get('mistral'), null, 'what was refused is not stored')
  }
)

check(
  'on the command line: allow, deny and access; the lists outlive a kill, a damaged file is reported',
  {
    points: 2,
    task: '23.2',
    deadline: 120_000,
    hints: [
      'The commands are there: they call the methods, and these call allow and deny.',
      'A killed process writes nothing any more. When must the file be on the disk?',
      'allow and deny end with await this.#save(), and #save with await this.#saving'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/23-lists/bin.ts')
    const folder = join(net.folder(), 'storage')
    const [alice, bob] = await Promise.all(
      ['alice', 'bob'].map(async (name) => {
        const file = join(net.folder(), name)
        await createIdentity(file)
        return readIdentity(file)
      })
    )
    const [first, second] = [alice!, bob!].map(({ publicKey }) => text(publicKey))
    const instance = await cli.start('--storage', folder, '--dht', net.dht, '--allow', first!)
    const change = async (...words: string[]) => {
      const { code, stderr } = await cli.run(...words, '--storage', folder)
      instance.tellHole()
      t.alike({ code, stderr }, { code: 0, stderr: '' }, words.join(' '))
    }
    await change('allow', second!)
    await change('deny', first!)
    const { stdout } = await cli.run('access', '--json', '--storage', folder)
    t.alike(JSON.parse(stdout).writers, [second], 'the writers that access prints')
    await instance.end('SIGKILL')

    const again = await cli.start('--storage', folder, '--dht', net.dht)
    const [denied, allowed] = await clientsOf(net, IdEnc.decode(again.keys.serverKey), [
      alice!,
      bob!
    ])
    t.is((await refusal(denied!.put(llama))).code, 'UNAUTHORIZED', 'denied before the restart')
    t.is((await refusal(allowed!.put(llama))).code, 'ACCEPTED', 'allowed before the restart')
    await again.end('SIGTERM')

    const file = join(folder, 'access.json')
    const whole = await readFile(file, 'utf8')
    const half = whole.slice(0, -9)
    for (const damaged of ['', half, '{"writers":[]}', '{"writers":["x"],"admins":[]}']) {
      await writeFile(file, damaged)
      t.is((await refusal(load(file))).code, 'ACCESS_DAMAGED', `lists from ${show(damaged)}`)
    }
    const { code, stderr } = await cli.run('run', '--storage', folder, '--dht', net.dht)
    t.is(code, 1, 'exit code of a start with a damaged file')
    t.is(stderr.trim().split('\n').length, 1, `lines: ${stderr}`)
    t.is(await readFile(file, 'utf8'), '{"writers":["x"],"admins":[]}', 'the file is left as it is')
  }
)

/** A place for the lists, in a folder of its own. */
async function fileOf(t: TestContext): Promise<string> {
  return join((await createNet(t)).folder(), 'access.json')
}

/** The lists as the next start would find them. */
async function load(file: string): Promise<Access> {
  const access = new Access({ file })
  await access.load()
  return access
}

/** A client of the reference for each key pair, on one machine. */
async function clientsOf(net: Net, serverKey: Uint8Array, keyPairs: HyperDHT.KeyPair[]) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  const start = (keyPair: HyperDHT.KeyPair) =>
    machine.start((store, swarm) => new RegistryClient(store, swarm, [serverKey], { keyPair }))
  return Promise.all(keyPairs.map(start))
}

function text(key: Uint8Array): string {
  return IdEnc.encode(b4a.from(key))
}
