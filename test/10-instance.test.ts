import fs, { cpSync, existsSync, linkSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { mkdirSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import timers, { setImmediate } from 'node:timers/promises'
import Corestore from 'corestore'
import IdEnc from 'hypercore-id-encoding'
import Hyperswarm from 'hyperswarm'

import { replaceFile } from '#work/10-instance/base/disk.ts'
import { Instance, LEAVE_TIMEOUT_MS } from '#work/10-instance/instance/instance.ts'
import { claim, readCard } from '#work/10-instance/instance/storage.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startInstance } from './support/deploy.ts'
import { llama, mistral } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { shortKey } from './support/network.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'

const CARD = 'instance.json'
/** Windows has no such modes. */
const HAS_MODES = process.platform !== 'win32'
const DEADLINE = 60_000
/** Turns of the event loop: some milliseconds. */
const GOODBYE_TURNS = 5000

check(
  'a small file is the old one or the new one at any moment, and only its owner may read it',
  {
    points: 2,
    task: '10.1',
    deadline: DEADLINE,
    hints: [
      'What does somebody read who looks while you write? And what is left if the power fails just then?',
      'Write a second file beside the first, sync it, and rename it over the first. The mode is given when a file is made.',
      "const file = await open(`${path}.new`, 'w', 0o600), then file.writeFile(text), file.sync(), file.close(), and last rename(…)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = net.folder()
    const path = join(folder, 'file')
    writeFileSync(path, 'old', { mode: 0o644 })
    linkSync(path, join(folder, 'the same file'))
    const added = () => readdirSync(folder).filter((name) => !name.endsWith('file'))
    const texts = () => added().map((name) => readFileSync(join(folder, name), 'utf8'))
    const syncs = await holdSyncs(t, texts)
    const modes = await watchWrites(t, () => added().map((name) => modeOf(join(folder, name))))
    const there = watchRenames(t, () => existsSync(path))
    let ended = false
    const replaced = replaceFile(path, 'new').finally(() => (ended = true))
    await until('a sync of the new file, or the end', () => syncs.begun > 0 || ended)
    t.ok(syncs.begun > 0, 'the new file is synced before it takes its place')
    t.is(readFileSync(path, 'utf8'), 'old', 'what is read while the new file is synced')
    // On another file system it could not be renamed.
    t.is(added().length, 1, 'files beside the old one while the new one is synced')
    t.alike(syncs.seen[0], ['new'], 'what is in it when the sync begins')
    const [name] = added()
    syncs.release()
    await replaced
    t.is(readFileSync(path, 'utf8'), 'new', 'what is read afterwards')
    t.absent(there.includes(false), 'the old file is there until the new one takes its name')
    const other = readFileSync(join(folder, 'the same file'), 'utf8')
    t.is(other, 'old', 'the old file itself is left as it was: another takes its name')
    t.alike(readdirSync(folder).sort(), ['file', 'the same file'], 'files in the folder')
    const leftOpen = syncs.handles.filter(({ fd }) => fd !== -1)
    t.is(leftOpen.length, 0, 'files that are left open')
    writeFileSync(join(folder, name!), 'ne', { mode: 0o600 })
    await replaceFile(path, 'newer')
    const afterwards = readFileSync(path, 'utf8')
    t.is(afterwards, 'newer', 'what is read after a crash has left half of a new file')
    if (!HAS_MODES) return
    t.is(modeOf(path), '600', 'mode of the file')
    t.alike(
      modes,
      modes.map(() => '600'),
      'modes of the new file, while the text is written'
    )
  }
)

check(
  'a folder without an instance is distinguished from one whose instance.json is damaged',
  {
    points: 2,
    task: '10.2',
    deadline: DEADLINE,
    hints: [
      'Reading can fail in three ways: there is no such file, it can’t be read, or what is in it is not a card.',
      'readFile fails with the code ENOENT if there is no file. parseCard gives null for what is not a card.',
      "ENOENT: STORAGE('NO_INSTANCE', …); another code: STORAGE('STORAGE_UNUSABLE', …); null from parseCard: STORAGE('STORAGE_DAMAGED', …)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = net.folder()
    const path = join(folder, CARD)
    const missing = await refusal(readCard(folder))
    t.is(missing.code, 'NO_INSTANCE', 'no file')
    for (const text of ['', '{"key": "abc', 'null', '{}']) {
      writeFileSync(path, text)
      t.is((await refusal(readCard(folder))).code, 'STORAGE_DAMAGED', `a file with: ${text}`)
    }
    const damaged = await refusal(readCard(folder))
    const other = net.folder()
    mkdirSync(join(other, CARD))
    const unusable = await refusal(readCard(other))
    t.is(unusable.code, 'STORAGE_UNUSABLE', 'a folder of that name')
    for (const [at, { message }] of [missing, damaged, unusable].entries()) {
      t.ok(message.includes(at < 2 ? folder : other), `the message names the folder: ${message}`)
      t.absent(message.includes('undefined'), `the message says what is wrong: ${message}`)
    }
    const causes = await Promise.all([net.folder(), other].map((where) => causeOf(readCard(where))))
    t.alike(causes, ['ENOENT', 'EISDIR'], 'codes of the causes, where there is no file or a folder')
    const card = { key: 'a key', serverKey: 'another', dht: null }
    writeFileSync(path, JSON.stringify(card))
    t.alike(await readCard(folder), card, 'a card')
  }
)

check(
  'a folder of something else, or of another base, is refused, and nothing is written there',
  {
    points: 2,
    task: '10.3',
    deadline: DEADLINE,
    hints: [
      'An empty folder may be claimed. What must be in one that is not empty?',
      'An instance has a card or a store. If there is a card, and a bootstrap key was given, both name the same base.',
      'files.length === 0: fine. Neither CARD nor store: STORAGE_FOREIGN. No bootstrap or no card: fine. Else compare (await readCard(folder)).key with IdEnc.normalize(bootstrap)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = join(net.folder(), 'new')
    t.is(await outcome(claim(folder, null)), 'accepted', 'a folder that does not exist')
    t.ok(existsSync(folder), 'it does now')
    if (process.platform !== 'win32') {
      t.is(modeOf(folder), '700', 'its mode: only its owner gets at the secret key')
    }
    writeFileSync(join(folder, 'notes.txt'), 'buy milk')
    t.is(await outcome(claim(folder, null)), 'STORAGE_FOREIGN', 'a folder with notes')
    t.alike(readdirSync(folder), ['notes.txt'], 'what is in it afterwards')
    const file = join(folder, 'notes.txt')
    t.is(await outcome(claim(file, null)), 'STORAGE_UNUSABLE', 'a file in place of a folder')

    const hidden = net.folder()
    writeFileSync(join(hidden, '.profile'), '')
    t.is(await outcome(claim(hidden, null)), 'STORAGE_FOREIGN', 'a folder with a hidden file')
    for (const name of ['stores.csv', `${CARD}.bak`]) {
      const similar = net.folder()
      writeFileSync(join(similar, name), '')
      t.is(await outcome(claim(similar, null)), 'STORAGE_FOREIGN', `a folder with ${name}`)
    }

    const one = net.folder()
    mkdirSync(join(one, 'store'))
    const key = llama.driveKey
    t.is(await outcome(claim(one, key)), 'accepted', 'a first start that was cut off')
    const card = { key: IdEnc.encode(key), serverKey: IdEnc.encode(key), dht: null }
    writeFileSync(join(one, CARD), JSON.stringify(card))
    t.is(await outcome(claim(one, null)), 'accepted', 'its own base, unnamed')
    t.is(await outcome(claim(one, key)), 'accepted', 'its own base, by its key')
    const alone = net.folder()
    writeFileSync(join(alone, CARD), JSON.stringify(card))
    t.is(await outcome(claim(alone, key)), 'accepted', 'a card whose store is gone')
    const hex = Buffer.from(key).toString('hex')
    t.is(await outcome(claim(one, hex)), 'accepted', 'its own base, by its key in hex')
    const other = await outcome(claim(one, mistral.driveKey))
    t.is(other, 'STORAGE_OTHER_BASE', 'another base')
    writeFileSync(join(one, CARD), '')
    const unsure = await outcome(claim(one, mistral.driveKey))
    t.is(unsure, 'STORAGE_DAMAGED', 'another base, perhaps: the card is damaged')
    t.is(await outcome(claim(one, null)), 'accepted', 'a damaged card, and no base named')
    const unread = net.folder()
    mkdirSync(join(unread, 'store'))
    mkdirSync(join(unread, CARD))
    const unknown = await outcome(claim(unread, key))
    t.is(unknown, 'STORAGE_UNUSABLE', 'perhaps another base: the card can’t be read')
  }
)

check(
  'what others can reach is closed first and the store last, though the DHT may be gone',
  {
    points: 2,
    task: '10.4',
    deadline: DEADLINE,
    hints: [
      'Server and swarm first: no request may come in any more. Then the service, then the store. Each is waited for, but the network not forever.',
      'A DHT that is gone may keep swarm.destroy() waiting: wait at most LEAVE_TIMEOUT_MS for it.',
      'await Promise.race([Promise.allSettled([this.#server?.close(), this.#swarm?.destroy()]), after(LEAVE_TIMEOUT_MS, null, { ref: false })]), then close service and store'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const instance = await startInstance(net, Instance)
    const { server } = instance
    const order = ['swarm', 'goodbye to the DHT', 'service', 'service closed', 'store']
    const waits = watchWaits(t)
    t.alike(await orderOfClose(instance), order, 'closed in this order')
    const long = waits.filter(({ ms }) => ms > LEAVE_TIMEOUT_MS)
    t.alike(long, [], 'waits that are longer than LEAVE_TIMEOUT_MS')
    const holding = waits.filter(({ ms, ref }) => ms === LEAVE_TIMEOUT_MS && ref)
    t.alike(holding, [], 'timers that keep the process alive')
    t.ok(server.closing, 'the server is closed as well')
  }
)

check(
  'an instance that fails to leave the network frees its folder all the same',
  {
    points: 1,
    task: '10.4',
    deadline: DEADLINE,
    hints: [
      'What happens to the store if server.close() or swarm.destroy() rejects?',
      'An error of the network must not end _close before the store is closed.',
      'Promise.allSettled waits for both, and never rejects'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = join(net.folder(), 'storage')
    const instance = await startInstance(net, Instance, folder)
    await outcome(closeWith(t, instance, () => Promise.reject(new Error('the network is down'))))
    const again = await outcome(startInstance(net, Instance, folder))
    t.is(again, 'accepted', 'a start on the folder of an instance whose swarm failed to leave')
    const swarms = seeSwarms(t)
    const slow = await startInstance(net, Instance)
    let release = () => {}
    slow.server.close = () => new Promise((resolve) => (release = resolve))
    const waits = watchWaits(t)
    let closed = false
    void closeWith(t, slow, () => new Promise(() => {})).then(() => (closed = true))
    const what = 'it is closed, though its server and its swarm never are'
    await until(what, () => closed, { deadline: 15_000 })
    const second = waits.filter(({ ms, isNext }) => ms === LEAVE_TIMEOUT_MS && isNext)
    t.alike(second, [], 'waits of LEAVE_TIMEOUT_MS after another: server and swarm share one wait')
    release()
    await until('its swarm is destroyed, once its server is closed', () => swarms[0]?.destroyed)
  }
)

check(
  'an instance that is closed starts again with the same keys, and has what was put',
  {
    points: 2,
    task: '10.4',
    deadline: DEADLINE,
    hints: [
      'A store that is left open keeps the lock on its folder.',
      'Close the service before the store, and wait for each.',
      'await this.#service?.close(); await this.#store?.close()'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const before = await startInstance(net, Instance)
    const { folder } = before
    const keys = keysOf(before)
    await before.service.put(llama)
    if (HAS_MODES) t.is(modeOf(join(folder, CARD)), '600', 'mode of instance.json')
    await before.close()
    writeFileSync(join(folder, CARD), '')
    const after = await startInstance(net, Instance, folder)
    t.alike(keysOf(after), keys, 'keys after the restart')
    t.alike(await after.service.view.get('llama'), llama)
    const [key, , serverKey] = [after.service.key, null, after.server.serverKey]
    const card = { key: IdEnc.encode(key), serverKey: IdEnc.encode(serverKey), dht: net.dht }
    t.alike(await readCard(folder), card, 'instance.json was damaged, and is written again')
  }
)

check(
  'a folder that is in use, or a copy, is refused',
  {
    points: 1,
    task: '10.4',
    deadline: DEADLINE,
    hints: [
      'The store knows both; explain turns what it says into errors with codes.',
      'Is the store of the first instance closed before its folder is copied, and not before?',
      'await this.#store?.close(), at the end of _close'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startInstance(net, Instance)
    const { folder } = first
    const { dht } = net
    t.is(await outcome(new Instance(folder, { dht }).ready()), 'STORAGE_LOCKED', 'in use')
    await first.service.put(llama)
    t.alike(await first.service.view.get('llama'), llama, 'the first goes on')
    await first.close()
    const copy = join(net.folder(), 'copy')
    cpSync(folder, copy, { recursive: true })
    t.is(await outcome(new Instance(copy, { dht }).ready()), 'STORAGE_COPIED', 'a copy')
  }
)

check(
  'a start that fails half-way leaves nothing locked',
  {
    points: 2,
    task: '10.4',
    deadline: DEADLINE,
    hints: [
      '_open calls _close when the start has failed. What is there to close then?',
      'Each of the parts may be null: what was not made yet needs no close.',
      'this.#swarm?.destroy(), this.#service?.close(), this.#store?.close(): the question mark is what counts'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const folder = join(net.folder(), 'storage')
    const wrong = new Instance(folder, { dht: 'nowhere' })
    t.is(await outcome(wrong.ready()), 'INVALID_INPUT', 'a DHT that has no port')
    await wrong.close()
    const left = countDestroys(t)
    const lost = new Instance(folder, { dht: net.dht, bootstrap: 'no key' })
    t.not(await outcome(lost.ready()), 'accepted', 'a base to join whose key is none')
    t.is(left(), 1, 'swarms that were destroyed, of the one that it had made')
    await lost.close()
    const right = await startInstance(net, Instance, folder)
    t.ok(right.opened, 'the folder can be used at once, by the same process')
    const failed = new Promise((resolve) => right.once('error', resolve))
    right.service.emit('error', new Error('the base has failed'))
    t.is(
      String(await failed),
      'Error: the base has failed',
      'errors of the base reach the instance'
    )
  }
)

/** Closes it with a swarm that leaves, and whose destroy ends like this. */
async function closeWith(
  t: TestContext,
  instance: Instance,
  end: () => Promise<void>
): Promise<void> {
  const swarms: { destroy: (this: Hyperswarm) => Promise<void> } = Hyperswarm.prototype
  const { destroy } = swarms
  swarms.destroy = async function () {
    await destroy.call(this)
    await end()
  }
  const restore = () => void (swarms.destroy = destroy)
  // Also where the close never ends.
  t.teardown(async () => restore())
  await instance.close().finally(restore)
}

/** How many swarms have been destroyed since. */
function countDestroys(t: TestContext): () => number {
  const swarms: { destroy: (this: Hyperswarm) => Promise<void> } = Hyperswarm.prototype
  const { destroy } = swarms
  const seen = new Set<Hyperswarm>()
  swarms.destroy = function () {
    seen.add(this)
    return destroy.call(this)
  }
  t.teardown(async () => void (swarms.destroy = destroy))
  return () => seen.size
}

/** The swarms that join a topic from now on. */
function seeSwarms(t: TestContext): Hyperswarm[] {
  const seen: Hyperswarm[] = []
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the swarm below
  const { join: joinTopic } = Hyperswarm.prototype
  Hyperswarm.prototype.join = function (...args) {
    seen.push(this)
    return joinTopic.apply(this, args)
  }
  t.teardown(async () => void (Hyperswarm.prototype.join = joinTopic))
  return seen
}

/** What is closed in which order, while leaving the DHT never ends. */
async function orderOfClose(instance: Instance): Promise<string[]> {
  const order: string[] = []
  const { service } = instance
  const swarms: { destroy: (this: Hyperswarm) => Promise<void> } = Hyperswarm.prototype
  const stores: { close: (this: { root: unknown }) => Promise<void> } = Corestore.prototype
  const { destroy } = swarms
  const { close } = stores
  const closeService = service.close.bind(service)
  swarms.destroy = async function () {
    order.push('swarm')
    // Not at once: a close that doesn't wait has closed the service by then.
    for (let turn = 0; turn < GOODBYE_TURNS; turn++) await setImmediate()
    order.push('goodbye to the DHT')
    await destroy.call(this)
    await new Promise(() => {})
  }
  stores.close = function () {
    // The base closes its sessions of the store, too.
    if (this.root === null) order.push('store')
    return close.call(this)
  }
  service.close = async () => {
    order.push('service')
    await closeService()
    order.push('service closed')
  }
  let closed = false
  const closing = instance.close().finally(() => (closed = true))
  closing.catch(() => {})
  try {
    const what = 'the instance is closed, though its DHT is gone (see LEAVE_TIMEOUT_MS)'
    await until(what, () => closed, { deadline: 15_000 })
    await closing
  } finally {
    Object.assign(swarms, { destroy })
    Object.assign(stores, { close })
  }
  return order
}

function keysOf({ service, server }: Instance): string[] {
  return [service.key, service.localKey, server.serverKey].map(shortKey)
}

/** The code of what lies behind an error. */
async function causeOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => 'ACCEPTED',
    ({ cause }) => Object(cause).code
  )
}

async function outcome(call: Promise<unknown>): Promise<string> {
  const { code } = await refusal(call)
  return code === 'ACCEPTED' ? 'accepted' : code
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o777).toString(8)
}

interface Wait {
  ms: number
  ref: boolean
  /** True if another one of so many milliseconds was over by then. */
  isNext: boolean
}

/** Notes each wait of node:timers/promises, until the test ends. */
function watchWaits(t: TestContext): Wait[] {
  const { setTimeout } = timers
  const seen: Wait[] = []
  const over = new Set<number>()
  const noted: typeof setTimeout = (ms = 0, value, options) => {
    seen.push({ ms, ref: options?.ref ?? true, isNext: over.has(ms) })
    const wait = setTimeout(ms, value, options)
    void wait.then(() => over.add(ms)).catch(() => {})
    return wait
  }
  Object.assign(timers, { setTimeout: noted })
  syncBuiltinESMExports()
  t.teardown(async () => {
    Object.assign(timers, { setTimeout })
    syncBuiltinESMExports()
  })
  return seen
}

/** Looks before each write through a file handle, until the test ends. */
async function watchWrites(t: TestContext, look: () => string[]): Promise<string[]> {
  const file = await open(import.meta.filename)
  const handles: Record<'write' | 'writeFile', (...args: unknown[]) => unknown> =
    Object.getPrototypeOf(file)
  await file.close()
  const seen: string[] = []
  const { write, writeFile } = handles
  const watched = (real: typeof write) =>
    async function (this: unknown, ...args: unknown[]) {
      seen.push(...look())
      // Not at once: a sync that doesn't wait for it finds nothing.
      await setImmediate()
      return real.apply(this, args)
    }
  Object.assign(handles, { write: watched(write), writeFile: watched(writeFile) })
  t.teardown(async () => void Object.assign(handles, { write, writeFile }))
  return seen
}

/** Looks before each file is renamed, which takes some turns, until the test ends. */
function watchRenames<Seen>(t: TestContext, look: () => Seen): Seen[] {
  const { promises, renameSync } = fs
  const { rename } = promises
  const seen: Seen[] = []
  promises.rename = async (...args) => {
    seen.push(look())
    for (let turn = 0; turn < 10; turn++) await setImmediate()
    await rename(...args)
  }
  fs.renameSync = (...args) => {
    seen.push(look())
    renameSync(...args)
  }
  syncBuiltinESMExports()
  t.teardown(async () => {
    Object.assign(promises, { rename })
    Object.assign(fs, { renameSync })
    syncBuiltinESMExports()
  })
  return seen
}

/** From now on a sync of a file ends when the test says so. */
async function holdSyncs<Seen>(t: TestContext, look: () => Seen) {
  const file = await open(import.meta.filename)
  const prototype: Record<'sync' | 'datasync', () => Promise<void>> = Object.getPrototypeOf(file)
  await file.close()
  const { sync, datasync } = prototype
  const handles: { fd: number }[] = []
  const seen: Seen[] = []
  let release = () => {}
  const released = new Promise<void>((resolve) => (release = resolve))
  const held = { begun: 0, release, seen, handles }
  const hold = function (this: { fd: number }) {
    held.begun++
    seen.push(look())
    handles.push(this)
    return released
  }
  Object.assign(prototype, { sync: hold, datasync: hold })
  t.teardown(async () => {
    release()
    Object.assign(prototype, { sync, datasync })
  })
  return held
}
