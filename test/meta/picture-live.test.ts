import assert from 'node:assert/strict'
import { basename, join } from 'node:path'
import { after, before, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { plainEntry } from '#support/fixtures.ts'
import { Deployment } from '#support/instances.ts'
import { createNet } from '#support/net.ts'
import { Cli } from '#support/process.ts'
import { Scope } from '#support/scope.ts'
import { until } from '#support/until.ts'
import { pictureOf, readTraceFile } from '../../workshop/picture/file.ts'
import { follow } from '../../workshop/picture/live/follow.ts'
import type { Live } from '../../workshop/picture/live/follow.ts'
import { readTarget } from '../../workshop/picture/live/target.ts'
import { solutionOf } from '../../workshop/picture/operations.ts'
import { enter } from '../../workshop/picture/enter.ts'
import { emptyState, signedCount } from '../../workshop/picture/state.ts'
import { Cuts } from './support/cuts.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** A newcomer follows each change of the indexers with a jump of its own, on a machine that is busy. */
const DEADLINE = 60_000
const scope = new Scope()
const state = emptyState()
let deployment: Deployment
let live: Live
let cuts: Cuts

before(async () => {
  const net = await createNet(scope)
  cuts = new Cuts(scope, net.folder())
  const cli = new Cli(scope, `#reference/${basename(await solutionOf(root))}/bin.ts`)
  deployment = await new Deployment(net, cli, ['--open']).open(3)
  live = await follow(root, await readTarget({ storage: deployment.instances[0]!.folder }))
  scope.teardown(() => live.close())
  for (const event of live.recording.events) enter(state, event)
  live.recording.on('event', (event) => enter(state, event))
})
after(() => scope.close())

const reader = () => state.peers.get('reader')!
const letters = () => deployment.instances.map(({ running }) => letterOf(running.keys.localKey))
const letterOf = (key: string) => [...state.writers.values()].find((each) => each.key === key)?.id

function see(what: string, condition: () => unknown): Promise<unknown> {
  const seen = () =>
    [...state.peers.values()].map(({ id, up, status, order, reason }) => ({
      id,
      up,
      reason,
      status,
      order: order.slice(-8).join(' ')
    }))
  return until(what, condition, { deadline: DEADLINE, seen })
}

test('all instances show their own line', async () => {
  await see('three instances have told their status', () => {
    return letters().every(
      (id) => id && state.peers.get(id)?.status.some((line) => /signed/.test(line))
    )
  })
})

test('a put arrives in the order, and the signed line passes it', async () => {
  await deployment.instances[1]!.put(plainEntry(7))
  const block = () => [...state.blocks.values()].find(({ name }) => name === 'entry-7')
  await see('the put is in the order of the reader', () => {
    return block() && reader().order.includes(block()!.id)
  })
  // The lead appends for the instance that was asked.
  assert.ok(letters().includes(block()!.writer), 'in the lane of one of the instances')
  await see('the put is signed', () => signedCount(reader()) > reader().order.indexOf(block()!.id))
})

test('an instance that is killed is down, and comes back', async () => {
  const lost = letters()[2]!
  await deployment.instances[2]!.running.end('SIGKILL')
  await see('the killed one is down', () => state.peers.get(lost)?.up === false)
  await deployment.restart(2)
  await see('it is back', () => state.peers.get(lost)?.up)
})

test('frozen instances do not answer, the signed line stands, and moves on when they are back', async () => {
  const [, second, third] = deployment.instances
  const away = letters().slice(1)
  for (const { running } of [second!, third!]) running.signal('SIGSTOP')
  await see('two do not answer', () => {
    return away.every((id) => state.peers.get(id!)?.reason === 'out of reach: it does not answer')
  })
  await deployment.instances[0]!.put(plainEntry(6))
  const place = () => {
    const id = [...state.blocks.values()].find(({ name }) => name === 'entry-6')?.id
    return id === undefined ? -1 : reader().order.indexOf(id)
  }
  await see('the put is in the order', () => place() >= 0)
  assert.ok(signedCount(reader()) <= place(), 'one of three signs nothing')
  for (const { running } of [second!, third!]) running.signal('SIGCONT')
  await see('both answer again', () => away.every((id) => state.peers.get(id!)?.up))
  await see('the put is signed', () => signedCount(reader()) > place())
})

test('the lead changes when it is killed, and again when it is back', async () => {
  const keyOf = (at: number) => IdEnc.decode(deployment.instances[at]!.running.keys.localKey)
  const [leading, following] = [0, 1, 2].sort((a, b) => b4a.compare(keyOf(b), keyOf(a)))
  const [first, second] = [letters()[leading!], letters()[following!]]
  let next = 10
  const putUntil = (lead: string | undefined) =>
    see(`the entries stand in ${lead}`, async () => {
      await deployment.instances[following!]!.put(plainEntry(next++))
      return state.lead === lead
    })
  await putUntil(first)
  await deployment.instances[leading!]!.running.end('SIGKILL')
  await see('the lead is down', () => state.peers.get(first!)?.up === false)
  await putUntil(second)
  await deployment.restart(leading!)
  await putUntil(first)
  const leads = live.recording.events.flatMap((event) => (event.type === 'lead' ? event.id : []))
  assert.deepEqual(leads.slice(-3), [first, second, first])
})

test('a cut between instances is shown by what each lacks, and does not heal by the reader', async () => {
  const [first, ...others] = deployment.instances
  const [one, two, three] = letters()
  cuts.cut(first!, others)
  const lacks = (id: string | undefined, writers: (string | undefined)[]) => {
    const line = state.peers.get(id!)?.status.find((each) => each.startsWith('has not got')) ?? ''
    return writers.some((writer) => line.includes(` ${writer}`))
  }
  let next = 100
  await see('each side lacks what the other has appended', async () => {
    await Promise.all([first!.put(plainEntry(next++)), others[0]!.put(plainEntry(next++))])
    return lacks(one, [two, three]) && lacks(two, [one]) && lacks(three, [one])
  })
  const blockOf = (n: number) =>
    [...state.blocks.values()].find(({ name }) => name === plainEntry(n).name)
  const away = plainEntry(next++)
  await first!.put(away)
  await see('the reader has what both sides have put', () => {
    const last = [blockOf(next - 1), blockOf(next - 2)]
    return last.every((block) => block && reader().order.includes(block.id))
  })
  assert.equal(blockOf(next - 1)?.writer, one)
  cuts.mend(deployment.instances)
  await see('nobody lacks anything', () => {
    return letters().every(
      (id) => !state.peers.get(id!)?.status.some((line) => /not got/.test(line))
    )
  })
  await see('what the one has put meanwhile is signed', () => {
    return signedCount(reader()) > reader().order.indexOf(blockOf(next - 1)!.id)
  })
  const notes = live.recording.events.flatMap((event) => (event.type === 'note' ? event.text : []))
  for (const id of [one, two, three]) {
    const own = notes.filter((text) => text.startsWith(`Instance ${id} `))
    assert.match(own.at(-2) ?? '', /^Instance . does not get what others append: [A-C]\d+/)
    assert.match(own.at(-1) ?? '', /has all blocks again\.$/)
  }
})

test('a rotation gives a new lane and a new view key', async () => {
  await see('the reader has a view', () => reader().view.key !== '')
  const { key } = reader().view
  const lost = letters()[2]!
  await deployment.instances[2]!.running.end('SIGTERM')
  await deployment.rotate(2)
  await see('the new instance is a member, and the old one is not', () => {
    const fresh = letters()[2]
    return fresh && state.writers.get(fresh)?.indexer && !state.writers.get(lost)?.member
  })
  await see('the view key is another', () => reader().view.key !== key)
  await see('the new instance shows its own line', () => {
    return state.peers.get(letters()[2]!)?.status.some((line) => /signed/.test(line))
  })
  await see('puts go on', async () => {
    await deployment.instances[0]!.put(plainEntry(8))
    return [...state.blocks.values()].some(({ name }) => name === 'entry-8')
  })
})

test('a deployment that fails leaves its picture, with the instance marked', async () => {
  deployment.deadline = 1000
  await deployment.kill(1)
  const error = await deployment.level('all are level').catch((problem: Error) => problem)
  assert.ok(error instanceof Error)
  const path = pictureOf(error.message)
  assert.ok(path, error.message)
  const events = await readTraceFile(join(root, path))
  const marked = events.filter((event) => event.type === 'difference')
  assert.deepEqual(
    marked.map(({ sentence }) => sentence),
    [`Instance ${marked[0]?.yours} has ended, and did not come back.`]
  )
  const killed = events.find((event) => event.type === 'peer-state' && event.reason === 'killed')
  assert.ok(killed?.type === 'peer-state' && killed.peer === marked[0]?.yours)
  const joined = events.some((event) => event.type === 'order' && event.peer === 'reader')
  assert.ok(joined, 'with the order of those that are left')
})
