import assert from 'node:assert/strict'
import { afterEach, test } from 'node:test'

import { RegistryService } from '#reference/02-autobase/service.ts'
import { createCluster } from '#support/cluster.ts'
import { plainEntry } from '#support/fixtures.ts'
import { Scope } from '#support/scope.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import { blockName } from '../../workshop/picture/names.ts'
import { enter } from '../../workshop/picture/enter.ts'
import { emptyState } from '../../workshop/picture/state.ts'
import { servePicture } from '../../workshop/picture/server.ts'
import { readTrace, seqOf, writeTrace, writerOf } from '../../workshop/picture/trace.ts'
import type { Event, EventOf } from '../../workshop/picture/trace.ts'

let scope = new Scope()
afterEach(async () => {
  await scope.close()
  scope = new Scope()
})

async function recorded(peers = 3) {
  const classes = Array.from({ length: peers }, () => RegistryService)
  const cluster = await createCluster(scope, classes, { connected: false })
  const recording = new Recording({ title: 'a test' })
  for (const [at, peer] of cluster.entries()) {
    await recording.attach(peer.base, { name: `peer ${at}` })
  }
  await recording.flush()
  scope.teardown(() => recording.close())
  return { cluster, recording }
}

function ofType<T extends Event['type']>(recording: Recording, type: T): EventOf<T>[] {
  return recording.events.filter((event): event is EventOf<T> => event.type === type)
}

/** What the events of a peer add up to. */
function orderOf(recording: Recording, peer: string): string[] {
  let order: string[] = []
  for (const event of ofType(recording, 'order')) {
    if (event.peer === peer) order = [...order.slice(0, event.keep), ...event.add]
  }
  return order
}

test('each peer has the order in which its base applied the blocks', async () => {
  const { cluster, recording } = await recorded()
  await cluster[0]!.putAll([plainEntry(1), plainEntry(2)])
  await cluster[1]!.put(plainEntry(3))
  await cluster[2]!.put(plainEntry(4))
  await cluster.network.meet(0, 1)
  await cluster.network.meet(1, 2)
  await recording.flush()
  const [a, b, c] = ['A', 'B', 'C'].map((peer) => orderOf(recording, peer))
  assert.deepEqual(b, c, 'who met last has the same order')
  assert.deepEqual(
    a,
    b!.filter((id) => writerOf(id) !== 'C'),
    'who has not met C has the rest'
  )
  assert.equal(new Set(c).size, c!.length, 'no block twice')
  const counts = cluster.map(({ base }) => base.local.length)
  assert.equal(
    c!.length,
    counts.reduce((sum, each) => sum + each)
  )
})

test('an order that was cut back keeps what stood before the cut', async () => {
  const { cluster, recording } = await recorded(2)
  await cluster[0]!.put(plainEntry(1))
  await cluster[1]!.put(plainEntry(2))
  await recording.flush()
  const before = Object.fromEntries(['A', 'B'].map((peer) => [peer, orderOf(recording, peer)]))
  const count = recording.events.length
  await cluster.network.meet(0, 1)
  await recording.flush()
  const after = recording.events.slice(count).filter((event) => event.type === 'order')
  const cuts = after.filter(({ peer, keep }) => keep < before[peer]!.length)
  assert.equal(cuts.length, 1, 'one of two has to cut back')
  assert.ok(
    cuts[0]!.add.includes(before[cuts[0]!.peer]!.at(-1)!),
    'and applies its own block again'
  )
})

test('a block tells its operation, what its writer had seen, and what it signs', async () => {
  const { cluster, recording } = await recorded(2)
  await cluster[0]!.put(plainEntry(1))
  await cluster.network.meet(0, 1)
  await cluster[1]!.put(plainEntry(2))
  await recording.flush()
  const blocks = ofType(recording, 'block')
  const [put, answer] = [blocks.find(({ name }) => name === 'entry-1'), blocks.at(-1)]
  assert.equal(put?.op, 'put-entry')
  assert.equal(put?.fields.type, 'test')
  assert.deepEqual([answer?.name, answer?.heads], ['entry-2', [put?.id]])
  const admitted = blocks.find(({ op }) => op === 'add-writer')
  const state = emptyState()
  for (const event of recording.events) enter(state, event)
  const said = blockName(state, admitted!.id)
  assert.match(said, /add-writer B\)$/, 'a writer is told by its letter')
  assert.ok(blocks.some(({ writer, signs }) => writer === 'A' && signs > 0))
  assert.ok(blocks.every(({ writer, signs }) => writer === 'A' || signs === 0))
})

test('the signed line and the view are those of the base', async () => {
  const { cluster, recording } = await recorded(2)
  await cluster[0]!.put(plainEntry(1))
  await cluster[1]!.put(plainEntry(2))
  await recording.flush()
  for (const [peer, { base, view }] of [
    ['A', cluster[0]!],
    ['B', cluster[1]!]
  ] as const) {
    const last = ofType(recording, 'order').findLast((event) => event.peer === peer)
    assert.equal(last?.signed, base.core.signedLength)
    assert.equal(last?.view.length, view.core.length)
  }
  assert.deepEqual(ofType(recording, 'members').at(-1), {
    ...ofType(recording, 'members').at(-1),
    writers: ['A', 'B'],
    indexers: ['A']
  })
})

test('a base that closes is told, with the error that closed it', async () => {
  const { cluster, recording } = await recorded(2)
  await cluster[1]!.close()
  const [state] = ofType(recording, 'peer-state')
  assert.deepEqual([state?.peer, state?.up, state?.reason], ['B', false, ''])
})

test('a trace that is written is read as it was', async () => {
  const { cluster, recording } = await recorded(2)
  await cluster[0]!.put(plainEntry(1))
  await recording.flush()
  assert.deepEqual(readTrace(writeTrace(recording.events)), recording.events)
})

test('a file that is not a trace is refused with its line', () => {
  assert.throws(() => readTrace('{"type":"note","at":1,"text":"x"}\n'), /does not begin a trace/)
  const first = '{"type":"trace","at":0,"version":1,"title":"x"}\n'
  assert.throws(() => readTrace(`${first}{"type":"order"}\n`), /line 2 is not an event/)
  assert.throws(() => readTrace(`${first}nonsense\n`), /line 2/)
})

test('a recorder that is not attached, or has been closed, listens to nothing', async () => {
  const { cluster, recording } = await recorded(1)
  const { base } = cluster[0]!
  const counts = () => ['update', 'reboot', 'close'].map((event) => base.listenerCount(event))
  const during = counts()
  await recording.close()
  assert.deepEqual(
    counts(),
    during.map((count, at) => count - (at === 1 ? 2 : 1))
  )
  assert.equal(seqOf('AB12'), 12)
})

test('a put reaches the page by events: it does so while no timer fires', async (t) => {
  const { cluster, recording } = await recorded(2)
  const server = await servePicture({ live: recording })
  scope.teardown(async () => server.close())
  const signal = AbortSignal.timeout(20_000)
  const { body } = await fetch(`${server.url}trace`, { signal })
  cluster.network.connectAll()
  await cluster.network.settle()
  t.mock.timers.enable({ apis: ['setInterval', 'setTimeout'] })
  await cluster[0]!.put(plainEntry(9))
  let text = ''
  const shown = () => {
    const lines = text.split('\n').slice(0, -1)
    const events: Event[] = lines.map((line) => JSON.parse(line))
    const id = events.flatMap((each) =>
      each.type === 'block' && each.name === 'entry-9' ? each.id : []
    )[0]
    return events.some(
      (each) => each.type === 'order' && each.peer === 'B' && each.add.includes(id!)
    )
  }
  for await (const part of body!.pipeThrough(new TextDecoderStream())) {
    text += part
    if (shown()) break
  }
  assert.ok(shown(), 'the other peer has it, and the page was told')
})
