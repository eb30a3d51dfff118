import { open } from 'node:fs/promises'
import { setImmediate } from 'node:timers/promises'
import * as fc from 'fast-check'
import b4a from 'b4a'

import { WriteQueue as ReferenceQueue, pack as ourPack } from '#reference/09-batches/base/writes.ts'
import { operationsIn } from '#reference/09-batches/operations.ts'
import { RegistryService as Reference } from '#reference/09-batches/service.ts'
import { encode } from '#reference/09-batches/spec/dispatch/index.js'
import { WriteQueue, pack } from '#work/09-batches/base/writes.ts'
import { operationsIn as yourOperationsIn } from '#work/09-batches/operations.ts'
import { RegistryService } from '#work/09-batches/service.ts'
import { blocks } from './support/blocks.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { createCluster } from './support/cluster.ts'
import type { Peer, PeerView } from './support/cluster.ts'
import { llama, mistral, plainEntry, whisper, zoo } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { outcomeNow, sameAsOurs } from './support/oracle.ts'
import { checkOrders } from './support/orders.ts'
import { happenings, playQueue, tellHappenings } from './support/queues.ts'
import { refusal } from './support/rpc.ts'
import { until } from './support/until.ts'
import { linesOf, sameViews } from './support/views.ts'

interface BatchPeer extends Peer {
  readonly base: Peer['base'] & {
    readonly local: { readonly length: number }
    append(block: Uint8Array | null): Promise<unknown>
  }
  readonly view: PeerView & { skipped(): Promise<number> }
}

const brief = (block: Uint8Array) =>
  `which begins with <${b4a.toString(block.subarray(0, 12), 'hex')}>`
const MAX_OPERATIONS = 256
const MAX_BYTES = 256 * 1024
const ORDERS = 3
const parts = blocks([putOf(llama), putOf(whisper), batch([putOf(mistral), b4a.alloc(3, 0xff)])])
const batches = fc
  .oneof(fc.array(parts, { maxLength: 5 }), fc.constantFrom(255, 256, 257).map(filled))
  .map((operations) => Uint8Array.from(batch(operations)))
/** Bytes of operations that are to be packed. */
const lists = fc.oneof(
  fc.array(fc.constantFrom(100, 20_000, 90_000, 131_000, MAX_BYTES, MAX_BYTES + 1), {
    maxLength: 30
  }),
  fc.integer({ min: 254, max: 515 }).map((length) => Array.from({ length }, () => 100))
)

/** Milliseconds: a busy machine takes its time for a few hundred operations on two peers. */
const DEADLINE = 30_000

check(
  'a batch is applied in order, and a block with one operation is still valid',
  {
    points: 2,
    task: '09.1',
    deadline: DEADLINE,
    hints: [
      'A block holds one operation. Is it a batch? Then what it holds are blocks again, each with one operation.',
      'decodeOperation gives an operation with name and value, or null. Only @registry/batch has operations in its value.',
      "if (operation?.name !== '@registry/batch') return [operation]; otherwise operation.value.operations.map(decodeOperation)"
    ]
  },
  async (t) => {
    const [yours, ours] = await pair(t)
    await yours.base.append(batch([{ ...llama, type: 'draft' }, mistral, llama].map(putOf)))
    await yours.base.append(putOf(whisper))
    t.alike(await linesOf(yours.view), await linesOf(await viewOf(zoo, t)), 'your peer')
    await level(yours, ours)
    t.is(await yours.view.skipped(), 0, 'operations that your peer has skipped')
  }
)

check(
  'a bad operation in a batch is skipped and counted alone',
  {
    points: 1,
    task: '09.1',
    deadline: DEADLINE,
    hints: [
      'What stands where nothing can be decoded? The operations around it are good.',
      'apply counts each null of your list once; a broken entry is counted by its handler.',
      'decodeOperation returns null for bytes that are not an operation: keep the nulls in their places.'
    ]
  },
  async (t) => {
    const [yours, ours] = await pair(t)
    const good = zoo.map(putOf)
    const bad = [b4a.alloc(40, 0xff), b4a.alloc(0), putOf({ ...llama, name: '' })]
    await yours.base.append(batch(good.flatMap((operation, at) => [bad[at]!, operation])))
    t.is(await yours.view.skipped(), bad.length, 'skipped by your peer')
    t.is((await linesOf(yours.view)).length, zoo.length, 'entries in your view')
    await level(yours, ours)
  }
)

check(
  'a batch in a batch, and a batch of more than 256 operations, are refused as one',
  {
    points: 2,
    task: '09.1',
    deadline: DEADLINE,
    hints: [
      'Both would let one block cause any amount of work. How many nulls stand for a block that is refused?',
      'Only the outer batch is unpacked: the handler of @registry/batch skips what is inside. One that is too long is [null].',
      'return operations.length > MAX_OPERATIONS ? [null] : operations.map(decodeOperation)'
    ]
  },
  async (t) => {
    const [yours, ours] = await pair(t)
    await yours.base.append(batch([putOf(llama), batch([putOf(mistral), putOf(whisper)])]))
    t.is(await yours.view.get('mistral'), null, 'an operation of the inner batch')
    t.is(await yours.view.skipped(), 1, 'skipped with the inner batch')
    t.alike(await yours.view.get('llama'), llama, 'the operation beside it')

    const many = Array.from({ length: MAX_OPERATIONS }, () => putOf(llama))
    await yours.base.append(batch([...many, putOf(whisper)]))
    t.is(await yours.view.skipped(), 2, 'skipped with the batch of 257, too')
    t.is(await yours.view.get('whisper'), null, 'an operation of the batch of 257')
    await yours.base.append(
      batch([putOf(whisper), ...many.map(() => b4a.from('none')), putOf(whisper)])
    )
    t.is(
      await yours.view.skipped(),
      3,
      'skipped with a batch of 258, most of which are no operations'
    )
    t.is(await yours.view.get('whisper'), null, 'an operation of the batch of 258')
    await yours.base.append(batch([...many.slice(1), putOf(whisper)]))
    t.alike(await yours.view.get('whisper'), whisper, 'the last of a batch of 256')
    // Another program may pack more bytes than yours does.
    const long = { ...mistral, description: 'x'.repeat(2000) }
    await yours.base.append(batch(Array.from({ length: 200 }, () => putOf(long))))
    t.alike(await yours.view.get('mistral'), long, 'an operation of a batch of 400 KB')
    await level(yours, ours)
    await sameAsOurs(t, {
      inputs: fc.oneof(batches, parts),
      tell: (block) => [`operationsIn of a block of ${block.byteLength} bytes, ${brief(block)}`],
      yours: (block) => [outcomeNow(() => yourOperationsIn(block))],
      ours: (block) => [outcomeNow(() => operationsIn(block))],
      rule: 'A batch is its operations, in order, with null for what is none; too many are one null.',
      numRuns: 60
    })
  }
)

check(
  'operations go into as few blocks as they fit into, in order',
  {
    points: 2,
    task: '09.2',
    hints: [
      'Go through the operations in order. When does one need a new block?',
      'meter() counts what goes into one block: a new block needs a new meter, which has to be told about its first operation.',
      'if a block is begun and fits([operation]), push it there; otherwise fits = meter(), fits([operation]), and begin a block with it'
    ]
  },
  (t) => {
    const [only, ...more] = pack([putOf(llama)])
    t.alike({ only, more }, { only: putOf(llama), more: [] }, 'a lone operation is its own block')
    const small = Array.from({ length: 2 * MAX_OPERATIONS + 1 }, (_, at) => putOf(plainEntry(at)))
    packed(t, small, 3, '513 small operations')
    packed(t, small.slice(0, MAX_OPERATIONS), 1, '256 small operations')
    const large = Array.from({ length: 40 }, (_, at) => sized(at, 20 * 1024))
    packed(t, large, 4, '40 operations of 20 KiB, 12 to a block')
    const mixed = [putOf(llama), sized(1, MAX_BYTES + 1), putOf(mistral), putOf(whisper)]
    packed(t, mixed, 3, 'one that is larger than a block, and others before and behind it')
    for (const sizes of fc.sample(lists, { numRuns: 6, seed: 1 })) {
      const operations = sizes.map((bytes, at) => sized(at, bytes))
      const what = `${sizes.length} operations of ${sizes.slice(0, 6).join(', ')}… bytes`
      packed(t, operations, ourPack(operations).length, what)
    }
    t.alike(pack([]), [], 'no operation fills no block')
  }
)

check(
  'what arrives while a block is stored goes into the next one, in order',
  {
    points: 2,
    task: '09.3',
    deadline: DEADLINE,
    hints: [
      'One append at a time: what waits in the meantime is taken when it has ended.',
      'Take what goes together, pack its operations, and hand the blocks to #append.',
      'const writes = this.#take(); const length = await this.#append(pack(writes.flatMap(({ operations }) => operations))); …'
    ]
  },
  async (t) => {
    const disk = new Disk()
    const queue = new WriteQueue((blocks) => disk.append(blocks))
    let answered = 0
    const push = (entry: Entry) => void queue.push([putOf(entry)]).then(() => answered++)
    push(llama)
    await until('the first block is being stored', () => disk.stored.length === 1)
    for (const number of [1, 2, 3, 4, 5]) push(plainEntry(number))
    // A queue that does not wait has begun its next append by then.
    for (let turn = 0; turn < 3; turn++) await setImmediate()
    disk.write()
    await until('the next append has begun', () => disk.stored.length > 1)
    disk.flow()
    await until('all six are stored and answered', () => answered === 6, { seen: () => answered })
    t.is(disk.stored.length, 2, 'appends for one put, and five that came meanwhile')
    t.alike(disk.stored.map(namesIn), [['llama'], [1, 2, 3, 4, 5].map((n) => `entry-${n}`)])
    t.is(disk.stored[1]?.length, 1, 'blocks for the five')
    t.is(disk.most, 1, 'appends at the same time')
  }
)

check(
  'each caller gets the answer to its own put: when it is stored, or why it is not',
  {
    points: 2,
    task: '09.3',
    deadline: DEADLINE,
    hints: [
      'Each write that was taken has a resolve and a reject. Which of them is called, and when?',
      'When the append has resolved, all of its writes get the length; when it throws, all of its writes get the error, and the queue goes on.',
      'try { const length = await …; for (const { resolve } of writes) resolve(length) } catch (err) { for (const { reject } of writes) reject(err) }'
    ]
  },
  async (t) => {
    const disk = new Disk()
    const queue = new WriteQueue((blocks) => disk.append(blocks))
    const told: string[] = []
    const push = (name: string) => {
      const tell = (what: number | string) => void told.push(`${name}: ${what}`)
      queue.push([putOf({ ...llama, name })]).then(tell, (err: Error) => tell(err.message))
    }
    push('one')
    await until('the first block is being stored', () => disk.stored.length === 1)
    push('two')
    push('three')
    t.alike(told, [], 'told while nothing is stored yet')
    disk.write()
    await until('the second append has begun', () => disk.stored.length === 2)
    await until('the first caller has its answer', () => told.length > 0)
    t.alike(told, ['one: 1'], 'told when the first is stored')
    push('four')
    disk.fail('the disk is full')
    await until('the third append has begun', () => disk.stored.length === 3)
    disk.write()
    await until('all have an answer', () => told.length === 4, { seen: () => told })
    const failed = ['two: the disk is full', 'three: the disk is full']
    t.alike(told, ['one: 1', ...failed, 'four: 2'], 'told in the end')
    await sameAsOurs(t, {
      inputs: happenings,
      tell: tellHappenings,
      yours: (list) => playQueue(WriteQueue, list),
      ours: (list) => playQueue(ReferenceQueue, list),
      rule: 'One append at a time takes what waits, in order, and its end answers its own callers.',
      numRuns: 25
    })
  }
)

check(
  'a put is answered when its block is on the disk, and not before',
  {
    points: 2,
    task: '09.4',
    deadline: DEADLINE,
    hints: [
      'base.append resolves when RocksDB has the block in its log, which the system still holds in memory.',
      'syncLogs waits for the disk. Of append and sync, which comes first, and is each awaited?',
      'await base.append(blocks); const { length } = base.local; await syncLogs(store.storage.rocks.path); return length'
    ]
  },
  async (t) => {
    const [yours] = await createCluster<BatchPeer>(t, [RegistryService])
    const before = yours!.base.local.length
    const syncs = await holdSyncs(t, () => yours!.base.local.length)
    let answered = false
    const put = yours!.put(llama).then(() => (answered = true))
    await until('a sync of the disk has begun (or the put is answered without)', () => {
      return syncs.begun.length > 0 || answered
    })
    t.is(answered, false, 'the put is answered before the disk is synced')
    t.alike(syncs.begun, [before + 1], 'blocks of your writer when the sync began')
    t.alike(await yours!.view.get('llama'), llama, 'the block is stored before the sync begins')
    t.is(answered, false, 'the put is answered while the sync goes on')
    syncs.release()
    await put
    t.is(yours!.base.local.length, before + 1, 'blocks of your writer')

    // As if a null block of the nudge had come in between.
    const { base } = yours!
    const append = base.append.bind(base)
    base.append = async (blocks) => {
      await append(null)
      return append(blocks)
    }
    const answer = await yours!.put(mistral)
    const what = 'the length that is answered, with another block in between'
    t.is(Object(answer).length, base.local.length, what)
  }
)

check(
  'a disk that does not sync is reported to the caller, and the next put is tried again',
  {
    points: 1,
    task: '09.4',
    deadline: DEADLINE,
    hints: [
      'What happens to an error of syncLogs?',
      'Let it through: the queue passes it to its callers.',
      'No try and no catch around syncLogs, and await it.'
    ]
  },
  async (t) => {
    const [yours] = await createCluster<BatchPeer>(t, [RegistryService])
    const syncs = await holdSyncs(t)
    syncs.fail('EIO: i/o error, fdatasync')
    const { message } = await refusal(yours!.put(llama))
    t.is(message, 'EIO: i/o error, fdatasync', 'what the caller is told')
    syncs.release()
    await yours!.put(mistral)
    t.alike(await yours!.view.get('mistral'), mistral, 'the next put')
  }
)

check(
  'puts that come together share blocks, in order, each with an answer of its own',
  {
    points: 2,
    task: '09.4',
    deadline: DEADLINE,
    hints: [
      'service.put hands each put to the queue; the answer is the length that your function returns.',
      'The length is that of the writer’s own core, base.local, after the append.',
      'const { length } = base.local, after base.append and before the sync'
    ]
  },
  async (t) => {
    const [yours, ours] = await pair(t)
    const before = yours.base.local.length
    const versions = Array.from({ length: 200 }, (_, at) => ({ ...llama, type: `version-${at}` }))
    const refused = refusal(yours.put({ ...llama, type: '' }))
    const answers = await Promise.all(versions.map((entry) => yours.put(entry).then(lengthOf)))
    const { code, context } = await refused
    t.alike({ code, field: context }, { code: 'INVALID_ENTRY', field: 'type' }, 'a broken one')
    t.alike(
      answers,
      answers.toSorted((a, b) => a - b),
      'lengths never fall'
    )
    const blocks = yours.base.local.length - before
    t.ok(blocks <= 20, `200 puts take few blocks (they took ${blocks})`)
    const last = answers.at(-1)!
    const ends = last > before && last <= yours.base.local.length
    t.ok(ends, `the last answer is the length of your writer’s core (${last})`)
    t.is((await yours.view.get('llama'))?.type, 'version-199', 'the last put wins')
    await yours.putAll([...Array.from({ length: 299 }, () => llama), whisper])
    t.alike(await yours.view.get('whisper'), whisper, 'the last of 300 from one call')
    await level(yours, ours)
  }
)

check(
  'your peer and ours have equal views, whatever the order in which they meet',
  {
    points: 1,
    task: '09.4',
    deadline: DEADLINE,
    hints: [
      'Look at the shortest order that the message shows, and play it by hand.',
      'Operations of a batch are applied one after the other, and each sees what those before it did.',
      'Compare operationsIn with the rule of the lesson: the same block must give the same operations on all peers.'
    ]
  },
  async (t) => {
    await checkOrders(t, [RegistryService, Reference, Reference], ORDERS)
  }
)

/** Your peer and ours on one base, connected; ours has let yours write. */
async function pair(t: TestContext): Promise<[BatchPeer, BatchPeer]> {
  const cluster = await createCluster<BatchPeer>(t, [Reference, RegistryService])
  const [ours, yours] = cluster
  clusters.set(yours!, cluster)
  return [yours!, ours!]
}

const clusters = new WeakMap<BatchPeer, Awaited<ReturnType<typeof createCluster<BatchPeer>>>>()

/** Waits until both have the same entries, and the same count of what was skipped. */
async function level(yours: BatchPeer, ours: BatchPeer): Promise<void> {
  const cluster = clusters.get(yours)!
  await cluster.network.settle()
  await sameViews(cluster)
  const counts = () => Promise.all([yours.view.skipped(), ours.view.skipped()])
  await until('your peer and ours have skipped the same', async () => {
    const [mine, reference] = await counts()
    return mine === reference
  })
}

/** The view of our peer with these entries. */
async function viewOf(entries: Entry[], t: TestContext): Promise<PeerView> {
  const [ours] = await createCluster<BatchPeer>(t, [Reference])
  await ours!.putAll(entries)
  return ours!.view
}

function filled(length: number): Uint8Array[] {
  return Array.from({ length }, () => putOf(mistral))
}

function putOf(entry: Entry): Uint8Array {
  return encode('@registry/put-entry', entry)
}

function batch(operations: Uint8Array[]): Uint8Array {
  return encode('@registry/batch', { operations })
}

/** An operation of exactly this many bytes; whether its entry is valid is another question. */
function sized(number: number, bytes: number): Uint8Array {
  const entry = { ...plainEntry(number), description: '' }
  const rest = bytes - putOf({ ...entry, description: 'x'.repeat(bytes) }).byteLength
  return putOf({ ...entry, description: 'x'.repeat(bytes + rest) })
}

function packed(t: TestContext, operations: Uint8Array[], blocks: number, what: string): void {
  const made = pack(operations)
  const batches = made.map(partsOf)
  const there = b4a.equals(b4a.concat(batches.flat()), b4a.concat(operations))
  t.ok(there, `${what}: all are there, in order`)
  const sizes = batches.map((parts) => {
    return { operations: parts.length, bytes: parts.reduce((sum, part) => sum + part.length, 0) }
  })
  const full = sizes.filter(({ operations, bytes }) => {
    return operations > MAX_OPERATIONS || (operations > 1 && bytes > MAX_BYTES)
  })
  t.alike(full, [], `${what}: blocks of more than 256 operations or 256 KiB`)
  t.is(made.length, blocks, `${what}: blocks`)
}

/** The operations of a block, encoded as they were. */
function partsOf(block: Uint8Array): Uint8Array[] {
  return operationsIn(block).map((operation) => {
    if (operation?.name !== '@registry/put-entry') return b4a.alloc(0)
    return putOf(operation.value)
  })
}

function namesIn(blocks: Uint8Array[]): string[] {
  return blocks.flatMap(operationsIn).map((operation) => {
    return operation?.name === '@registry/put-entry' ? operation.value.name : 'not a put'
  })
}

function lengthOf(answer: unknown): number {
  return Object(answer).length
}

/** Stores what a queue appends, when the test says so. */
class Disk {
  readonly stored: Uint8Array[][] = []
  most = 0
  #open = 0
  #length = 0
  #flows = false
  #ends: { resolve: (length: number) => void; reject: (err: Error) => void }[] = []

  append(blocks: Uint8Array[]): Promise<number> {
    this.stored.push(blocks)
    this.most = Math.max(this.most, ++this.#open)
    const end = new Promise<number>((resolve, reject) => this.#ends.push({ resolve, reject }))
    if (this.#flows) this.write()
    return end
  }

  /** Stores at once from now on, with all that is under way. */
  flow(): void {
    this.#flows = true
    while (this.#ends.length > 0) this.write()
  }

  write(): void {
    this.#open--
    this.#ends.shift()?.resolve(++this.#length)
  }

  fail(message: string): void {
    this.#open--
    this.#ends.shift()?.reject(new Error(message))
  }
}

/** From now on files are synced when the test says so. */
/** What `look` returns is noted when a sync begins. */
async function holdSyncs(t: TestContext, look = () => 0) {
  const file = await open(import.meta.filename)
  const handles: Record<'sync' | 'datasync', () => Promise<void>> = Object.getPrototypeOf(file)
  await file.close()
  const { sync, datasync } = handles
  const begun: number[] = []
  let problem: string | null = null
  const { promise: released, resolve: release } = withResolvers()
  const hold = async () => {
    begun.push(look())
    if (problem !== null) throw new Error(problem)
    await released
  }
  Object.assign(handles, { sync: hold, datasync: hold })
  t.teardown(async () => {
    release()
    Object.assign(handles, { sync, datasync })
  })
  return {
    begun,
    fail: (message: string) => void (problem = message),
    release: () => {
      problem = null
      release()
    }
  }
}

function withResolvers() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => (resolve = done))
  return { promise, resolve }
}
