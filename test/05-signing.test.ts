import { EventEmitter } from 'node:events'
import type Autobase from 'autobase'
import b4a from 'b4a'

import { Nudge as ReferenceNudge } from '#reference/05-signing/base/nudge.ts'
import { signedBlocks } from '#reference/05-signing/base/signed.ts'
import { RegistryService as ReferenceService } from '#reference/05-signing/service.ts'
import { Nudge } from '#work/05-signing/base/nudge.ts'
import { untilSigned } from '#work/05-signing/base/signed.ts'
import { RegistryService } from '#work/05-signing/service.ts'
import { check } from './support/check.ts'
import type { TestContext as Test } from './support/check.ts'
import { createCluster } from './support/cluster.ts'
import type { Peer } from './support/cluster.ts'
import { codeOf, diskFull } from './support/faults.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { ours } from './support/names.ts'
import { changes, playNudge, tellChanges } from './support/nudges.ts'
import { sameAsOurs } from './support/oracle.ts'
import { fakeBase, passTime } from './support/signing.ts'
import { until } from './support/until.ts'

interface SigningPeer extends Peer {
  readonly base: Autobase<unknown>
  put(entry: Entry, options?: PutOptions): Promise<{ length: number; signed: boolean }>
  putAll(entries: Entry[], options?: PutOptions): Promise<{ length: number; signed: boolean }>
}

interface PutOptions {
  durable?: boolean
  timeout?: number
}

const Reference = ours(ReferenceService)

/** Milliseconds: a busy machine signs late, but not as late as this. */
const LONG_MS = 30_000
/** Milliseconds for a few looks at a base that answers at once. */
const LOOK_MS = 5000
/** Milliseconds in which nobody can sign. */
const SHORT_MS = 200
/** Milliseconds of the nudge's own first wait and of its longest one, as the starter has them. */
const STALL_MS = 1000
const MAX_WAIT_MS = 30_000
/** Jitter makes a wait longer by up to a half. */
const JITTER = 1.5

check(
  'untilSigned returns at once if everything is already signed',
  {
    points: 1,
    task: '05.1',
    hints: [
      'If you look only when something happens, you wait forever if nothing does.',
      'Look before you wait: signedBlocks(base) says how far a majority has got.',
      'if ((await signedBlocks(base)) >= length) return'
    ]
  },
  async (t) => {
    const [peer] = await createCluster(t, [Reference])
    await peer!.put(llama, { durable: true })
    const { base } = peer!
    t.is(await untilSigned(base, base.local.length, LONG_MS), undefined, 'it returns')
  }
)

check(
  'untilSigned waits until a majority has signed this writer up to the length',
  {
    points: 2,
    task: '05.1',
    deadline: 60_000,
    hints: [
      'The base emits update whenever it has moved, and not only when something was signed.',
      'Look again after each update, and return only if signedBlocks has reached the length.',
      'for await (const _ of updates) if ((await signedBlocks(base)) >= length) return'
    ]
  },
  async (t) => {
    const cluster = await createCluster(t, [Reference, Reference], { admit: 'indexers' })
    await cluster.network.cutAll()
    const { base, view } = cluster[0]!
    await cluster[0]!.put(llama)
    const { length } = base.local
    const settled = untilSigned(base, length, LONG_MS).then(() => signedBlocks(base))
    // The base moves, and nobody else is there who could sign.
    await cluster[0]!.put(mistral)
    await until('mistral is read', () => view.get('mistral'))
    cluster.network.connectAll()
    const signed = await settled
    t.ok(signed >= length, `of ${length} blocks, ${signed} were signed when it returned`)
    await whileOthersSign(t)
    const late = untilSigned(signedMeanwhile(), 1, LOOK_MS)
    t.is(await codeOf(late), null, 'the only update comes while it looks, with the signature')
  }
)

check(
  'untilSigned gives up with NOT_SIGNED_YET when time is up',
  {
    points: 1,
    task: '05.1',
    deadline: 20_000,
    hints: [
      'The loop over the updates throws an AbortError when time is up.',
      'The catch below turns it into NOT_SIGNED_YET: let the error reach it.',
      'No try of your own, no return after the loop: just look, then look again after each update.'
    ]
  },
  async (t) => {
    const cluster = await createCluster(t, [Reference, Reference], { admit: 'indexers' })
    await cluster.network.cutAll()
    await cluster[0]!.put(llama)
    const { base } = cluster[0]!
    t.is(await codeOf(untilSigned(base, base.local.length, SHORT_MS)), 'NOT_SIGNED_YET')
  }
)

check(
  'a put is answered with the length of its writer, and promises no signature',
  {
    points: 2,
    task: '05.2',
    deadline: 20_000,
    hints: [
      'By then the blocks are appended: how long is this writer’s core now?',
      'signed is true only if the caller asked to wait for it, and the wait ended well.',
      'return { length, signed: durable }'
    ]
  },
  async (t) => {
    const cluster = await createCluster<SigningPeer>(t, [RegistryService, Reference], {
      admit: 'indexers'
    })
    await cluster.network.cutAll()
    const { base } = cluster[0]!
    const first = await cluster[0]!.put(llama)
    t.alike(first, { length: base.local.length, signed: false }, 'the answer without a majority')
    const hasty = await cluster[0]!.put(llama, { timeout: SHORT_MS })
    t.is(hasty.signed, false, 'a timeout, and no durable: it promises no signature, either')
    t.alike(await cluster[0]!.view.get('llama'), llama, 'its writer reads it at once')
    const before = base.local.length
    const both = await cluster[0]!.putAll([mistral, whisper])
    const right = both.length >= before + 2 && both.length <= base.local.length
    t.ok(right, `a batch of two after block ${before} of its writer: length ${both.length}`)
    t.is(both.signed, false, 'a batch promises no signature either')

    const start = base.local.length
    const together = await Promise.all([llama, mistral, whisper].map((e) => cluster[0]!.put(e)))
    for (const [at, { length }] of together.entries()) {
      const told = `put ${at + 1} of three at once, after block ${start}: length ${length}`
      t.ok(length > start + at && length <= base.local.length, told)
    }
  }
)

check(
  'a durable put is answered when a majority has signed it',
  {
    points: 2,
    task: '05.2',
    deadline: 60_000,
    hints: [
      'What waits for a majority is there: you wrote it in 05.1.',
      'Take durable and timeout from the options. Without durable, nothing is waited for.',
      'if (durable) await untilSigned(this.base, length, timeout)'
    ]
  },
  async (t) => {
    const [single] = await createCluster(t, [RegistryService])
    const lone = await single!.put(llama, { durable: true, timeout: LONG_MS })
    t.is(lone.signed, true, 'one indexer is a majority: its put is signed already')
    const patient = await single!.put(mistral, { durable: true, timeout: 2 ** 40 })
    t.is(patient.signed, true, 'a caller that would wait for years')

    const classes = [RegistryService, Reference]
    const cluster = await createCluster<SigningPeer>(t, classes, { admit: 'indexers' })
    const { length, signed } = await cluster[0]!.put(llama, { durable: true, timeout: LONG_MS })
    const blocks = await signedBlocks(cluster[0]!.base)
    t.is(signed, true, 'signed')
    t.ok(blocks >= length, `the answer says ${length} blocks, and ${blocks} are signed`)
  }
)

check(
  'a durable put that changes nothing is signed as well',
  {
    points: 1,
    task: '05.2',
    deadline: 60_000,
    hints: [
      'A caller that was told NOT_SIGNED_YET puts the same entry again, and waits for that block.',
      'Wait for the length of this very put: the entry itself may have been signed before.',
      'if (durable) await untilSigned(this.base, length, timeout)'
    ]
  },
  async (t) => {
    const classes = [RegistryService, Reference]
    const cluster = await createCluster<SigningPeer>(t, classes, { admit: 'indexers' })
    for (const time of ['first', 'second', 'third', 'fourth']) {
      const put = cluster[0]!.put(llama, { durable: true, timeout: LONG_MS })
      const { length, signed } = await put
      const blocks = await signedBlocks(cluster[0]!.base)
      t.is(signed, true, `llama, put for the ${time} time`)
      t.ok(blocks >= length, `the answer says ${length} blocks, and ${blocks} are signed`)
    }
  }
)

check(
  'a durable put without a majority is NOT_SIGNED_YET, and is signed once a majority is back',
  {
    points: 2,
    task: '05.2',
    deadline: 60_000,
    hints: [
      'The caller says how long it can wait: pass its timeout on.',
      'NOT_SIGNED_YET comes out of untilSigned and goes to the caller. The entry is appended all the same.',
      'if (durable) await untilSigned(this.base, length, timeout)'
    ]
  },
  async (t) => {
    const classes = [RegistryService, Reference]
    const cluster = await createCluster<SigningPeer>(t, classes, { admit: 'indexers' })
    await cluster.network.isolate(0)
    const { base, view } = cluster[0]!
    const patient = cluster[0]!.put(mistral, { durable: true, timeout: LONG_MS })
    const ended = patient.then(
      () => 'answered',
      () => 'refused'
    )
    const late = cluster[0]!.put(llama, { durable: true, timeout: SHORT_MS })
    t.is(await codeOf(late), 'NOT_SIGNED_YET', 'the code for a caller with little time')
    t.alike(await view.get('llama'), llama, 'its entry was stored all the same')
    const other = await Promise.race([ended, Promise.resolve('still waiting')])
    t.is(other, 'still waiting', 'a caller with more time, who asked before it')
    const { length } = base.local

    cluster.network.connect(0, 1)
    const signed = async () => (await signedBlocks(base)) >= length
    await until('llama is signed', signed, { deadline: LONG_MS, seen: () => signedBlocks(base) })
    t.is(await ended, 'answered', 'the caller with more time, once a majority is back')
  }
)

check(
  'the nudge appends a null block when signing has stalled, and only then',
  {
    points: 2,
    task: '05.3',
    hints: [
      'Nothing has moved since the last look, and something is unsigned: that is a stall. Who can do something about it?',
      'moved says whether the signed length or the key has changed; at the first look (#seen is null) nobody knows yet.',
      'const stalled = !moved && this.#seen !== null && isUnsigned(this.#base), and an indexer appends null'
    ]
  },
  async (t) => {
    passTime(t)
    const stalled = fakeBase({ isIndexer: true, length: 5, signedLength: 3 })
    const level = fakeBase({ isIndexer: true, length: 5, signedLength: 5 })
    const writer = fakeBase({ isIndexer: false, length: 5, signedLength: 3 })
    // What it can't append is nobody's: it looks again, and tells nobody in the background.
    const full = fakeBase({ isIndexer: true, length: 5, signedLength: 3 })
    full.append = () => Promise.reject(diskFull())
    await lookAt(t, [stalled, level, writer, full], 10)
    t.ok(stalled.appended.length >= 5, `null blocks in a stall: ${stalled.appended.length}`)
    t.alike(new Set(stalled.appended), new Set([null]), 'what it appends')
    t.alike(level.appended, [], 'a base that is signed to its end is left alone')
    t.alike(writer.appended, [], 'so is a peer that is not an indexer')
  }
)

check(
  'the nudge leaves alone a base whose signed length moves on',
  {
    points: 1,
    task: '05.3',
    hints: [
      'Behind is not stalled: signing takes a moment even when all is well.',
      'moved is true if something was signed since the last look.',
      'const stalled = !moved && …'
    ]
  },
  async (t) => {
    passTime(t)
    const onLook = (core: { signedLength: number }) => void (core.signedLength += 1)
    const base = fakeBase({ isIndexer: true, length: 1000, signedLength: 3, onLook })
    await lookAt(t, [base], 10)
    t.alike(base.appended, [], 'blocks appended')
  }
)

check(
  'a change of the indexers that nobody signs is a stall too',
  {
    points: 1,
    task: '05.3',
    hints: [
      'The view may be signed to its end while a change of the indexers is not.',
      'isUnsigned, at the end of the file, looks at both.',
      'const stalled = !moved && this.#seen !== null && isUnsigned(this.#base)'
    ]
  },
  async (t) => {
    passTime(t)
    const base = fakeBase({ isIndexer: true, length: 5, signedLength: 5 })
    base.system.indexers.push({ key: b4a.alloc(32, 7) })
    await lookAt(t, [base], 10)
    t.ok(base.appended.length >= 5, `null blocks while one is to join: ${base.appended.length}`)
  }
)

check(
  'an indexer that has signed and falls silent appends one null block',
  {
    points: 1,
    task: '05.3',
    hints: [
      'For this peer everything is signed. But what it has signed travels in its next block, and it has none to write.',
      'owing says that it still owes the others that block: append for it as you do for a stall.',
      'if (isIndexer && (stalled || owing)) await this.#base.append(null)'
    ]
  },
  async (t) => {
    passTime(t)
    const onLook = (core: { signedLength: number }, look: number) => {
      if (look > 1) core.signedLength = 5
    }
    const indexer = fakeBase({ isIndexer: true, length: 5, signedLength: 3, onLook })
    const writer = fakeBase({ isIndexer: false, length: 5, signedLength: 3, onLook })
    await lookAt(t, [indexer, writer], 10)
    t.alike(indexer.appended, [null], 'blocks that the indexer appended')
    t.alike(writer.appended, [], 'blocks that a plain writer appended')
  }
)

check(
  'the nudge waits longer and longer in a stall, up to a limit, and is quick again afterwards',
  {
    points: 2,
    task: '05.3',
    hints: [
      'Without a majority nobody can sign, however often you ask: a null block each second would fill the disk.',
      'After a stall the next wait is GROWTH times the last one, at most MAX_WAIT_MS; otherwise it is #stallMs again.',
      'this.#waitMs = stalled ? Math.min(this.#waitMs * GROWTH, MAX_WAIT_MS) : this.#stallMs'
    ]
  },
  async (t) => {
    const waits = passTime(t)
    const base = fakeBase({ isIndexer: true, length: 50, signedLength: 3 })
    await lookAt(t, [base], 15)
    const told = (list: number[]) => `waits of ${list.map(Math.round).join(', ')} ms`
    t.ok(waits[1]! <= STALL_MS * JITTER ** 2, `at first it waits for a second: ${waits[1]} ms`)
    const late = waits.slice(12, 15)
    t.ok(Math.min(...late) >= MAX_WAIT_MS, `later for half a minute: ${told(late)}`)
    const most = MAX_WAIT_MS * JITTER
    t.ok(Math.max(...late) <= most, `and not longer than ${most} ms: ${told(late)}`)

    base.view.core.signedLength += 1
    const then = waits.length
    const quick = () => waits.slice(then).some((ms) => ms <= STALL_MS * JITTER)
    await until('once something was signed, a wait is short again', quick, {
      seen: () =>
        `${told(waits.slice(then, then + 5))}; a short one is at most ${STALL_MS * JITTER} ms`
    })
    await sameAsOurs(t, {
      inputs: changes,
      tell: tellChanges,
      yours: (list) => playNudge(Nudge, list),
      ours: (list) => playNudge(ReferenceNudge, list),
      rule: 'An indexer appends in a stall or owing, and each wait in a stall is longer.',
      numRuns: 100
    })
  }
)

check(
  'after bursts on three indexers everything ends signed',
  {
    points: 1,
    task: '05.3',
    deadline: 60_000,
    hints: [
      'With three writers at once, each may have every block and wait for another to go on.',
      'Only the nudge ends that, on each of your peers: does it append null in a stall?',
      'if (isIndexer && (stalled || owing)) await this.#base.append(null)'
    ]
  },
  async (t) => {
    const classes = [RegistryService, RegistryService, Reference]
    const cluster = await createCluster<Peer>(t, classes, { admit: 'indexers' })
    const { core } = cluster[0]!.view
    for (let round = 1; round <= 2; round++) {
      await Promise.all(cluster.map((peer, at) => peer.put(plainEntry(10 * round + at))))
      await cluster.network.settle()
      await until(`burst ${round} is signed`, () => core.signedLength === core.length, {
        deadline: LONG_MS,
        seen: () => ({ length: core.length, signedLength: core.signedLength })
      })
    }
    t.is(cluster.problems.length, 0, 'errors and warnings')
  }
)

/** Has a nudge look at each base so many times; it goes on until the test ends. */
async function lookAt(t: Test, bases: ReturnType<typeof fakeBase>[], looks: number): Promise<void> {
  for (const base of bases) {
    const nudge = new Nudge(base)
    t.teardown(async () => nudge.stop())
    nudge.start()
  }
  const done = () => bases.every((base) => base.looks >= looks)
  await until(`the nudge has looked ${looks} times`, done, {
    seen: () => bases.map((base) => base.looks)
  })
}

/** A base whose block is signed while it is looked at for the first time; then nothing moves. */
function signedMeanwhile(): Autobase<unknown> {
  let signed = 0
  const base = new EventEmitter()
  const get = async () => {
    const seen = { length: signed }
    if (signed++ === 0) base.emit('update')
    return seen
  }
  const system = { checkout: async () => ({ get, close: async () => {} }) }
  const local = { key: b4a.alloc(32, 1) }
  const parts = { closing: false, advance: async () => {}, system, local, signedLength: 1 }
  return Object.assign(base, parts) as unknown as Autobase<unknown>
}

/** Two of three go on without the one that waits: what they have signed is no block of its own. */
async function whileOthersSign(t: Test): Promise<void> {
  const three = [Reference, Reference, Reference]
  const cluster = await createCluster(t, three, { admit: 'indexers' })
  await cluster.network.isolate(0)
  const { base } = cluster[0]!
  await cluster[0]!.put(llama)
  const { length } = base.local
  const settled = untilSigned(base, length, LONG_MS).then(() => signedBlocks(base))
  for (const at of [1, 2, 3, 4]) await cluster[1]!.put(plainEntry(at))
  const { core } = cluster[1]!.view
  await until('the others have signed four puts', () => core.signedLength === core.length)
  cluster.network.connectAll()
  const signed = await settled
  t.ok(signed >= length, `the others had signed four puts: ${signed} of its ${length} were signed`)
}
