import { setTimeout as pause } from 'node:timers/promises'
import * as fc from 'fast-check'

import { catchBackground } from './background.ts'
import { createCluster } from './cluster.ts'
import type { Cluster, Peer, PeerClass } from './cluster.ts'
import type { TestContext as Test } from './check.ts'
import { plainEntry } from './fixtures.ts'
import type { Entry } from './fixtures.ts'
import { ordinal } from './network.ts'
import { OrderPicture } from './picture.ts'
import { Scope } from './scope.ts'
import { sameViews } from './views.ts'

const RUNS = Number(process.env['FC_RUNS'] ?? 10)
const SEED = Number(process.env['FC_SEED'] ?? 1)
const PEERS = [0, 1, 2]
const NAMES = ['llama', 'mistral', 'whisper']
const TYPES = ['chat', 'speech']
/** Shrinking re-runs the schedule; past this a shorter one is no longer worth the wait. */
const SHRINK_MS = 6000
/** While shrinking, views that differ for so long are taken to differ for ever. */
const SHRINK_VIEW_MS = 300
/** For the play that was under way when the time for shrinking ended. */
const LEFT_MS = 3000
/** For the play of the picture: where peers wait for each other in vain, it shows how far they came. */
const DRAW_MS = 6000

type Step =
  | { do: 'put'; peer: number; names: string[]; type: string }
  | { do: 'meet'; peers: readonly [number, number] }

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('put' as const),
      peer: pick(PEERS),
      names: fc.array(pick(NAMES), { minLength: 1, maxLength: 3 }),
      type: pick(TYPES)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('meet' as const),
      peers: pick([
        [0, 1],
        [0, 2],
        [1, 2]
      ] as const)
    })
  }
)
const schedules = fc.array(step, { minLength: 3, maxLength: 8 })

/**
 * Plays the same puts through many seeded orders of meeting and parting, and checks after each
 * that every peer has the same view. A failing order is shortened and printed with its seed.
 */
export async function checkOrders(
  t: Test,
  classes: PeerClass<Peer>[],
  numRuns = RUNS
): Promise<void> {
  const orders = fc.sample(schedules, { numRuns, seed: SEED })
  const error = await playAll(classes, orders)
  if (!error) return t.pass(`${numRuns} orders, seed ${SEED}: equal views on all peers`)

  let last = Promise.resolve()
  const alone = fc.asyncProperty(schedules, (schedule) => (last = playAlone(classes, schedule)))
  const shrunk = await fc.check(alone, {
    numRuns,
    seed: SEED,
    interruptAfterTimeLimit: SHRINK_MS,
    markInterruptAsFailure: false
  })
  const [schedule] = shrunk.counterexample ?? []
  const lines = schedule
    ? ['Shortest order that fails:', ...describe(schedule)]
    : ['These orders, one after the other, fail:', ...orders.flatMap(describe)]
  const reason = shrunk.errorInstance instanceof Error ? shrunk.errorInstance : error
  // Out of time, fast-check leaves a play where it is.
  await Promise.race([last.catch(() => {}), pause(LEFT_MS, undefined, { ref: false })])
  const picture = await drawOrder(classes, schedule ? [schedule] : orders, reason.message)
  const told = [lines.join('\n  '), reason.message, ...picture, `Replay it with FC_SEED=${SEED}`]
  t.fail(told.join('\n'))
}

/** Plays what failed once more, for its picture; returns the lines that name it. */
async function drawOrder(
  classes: PeerClass<Peer>[],
  orders: Step[][],
  reason: string
): Promise<string[]> {
  const picture = await OrderPicture.create('The shortest order that fails')
  const played = playAll(classes, orders, SHRINK_VIEW_MS, picture)
  await Promise.race([played, pause(DRAW_MS, undefined, { ref: false })])
  await picture.end(reason)
  const path = picture.write()
  return path === null ? [] : [`picture: ${path}`, `See it with: npm run look -- ${path}`]
}

/** Plays all orders on one cluster: making one costs more than an order. */
async function playAll(
  classes: PeerClass<Peer>[],
  orders: Step[][],
  viewDeadline?: number,
  picture?: OrderPicture
): Promise<Error | null> {
  const scope = new Scope()
  let problems: string[] = []
  const release = catchBackground((problem) => problems.push(problem))
  try {
    const watch = picture && { watch: picture }
    const cluster = await createCluster(scope, classes, { connected: false, ...watch })
    cluster.problems.push(...problems)
    problems = cluster.problems
    for (const schedule of orders) await play(cluster, schedule, viewDeadline, picture)
    await picture?.end(null)
    return null
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const told = [...new Set([...problems, reason])].join('\n')
    // While the peers still live.
    await picture?.end(told)
    return new Error(told)
  } finally {
    await scope.close()
    release()
  }
}

async function playAlone(classes: PeerClass<Peer>[], schedule: Step[]): Promise<void> {
  const error = await playAll(classes, [schedule], SHRINK_VIEW_MS)
  if (error) throw error
}

async function play(
  cluster: Cluster<Peer>,
  schedule: Step[],
  viewDeadline?: number,
  picture?: OrderPicture
): Promise<void> {
  const lines = describe(schedule)
  for (const [index, step] of schedule.entries()) {
    picture?.note(`Next: ${lines[index]}.`)
    if (step.do === 'meet') await cluster.network.meet(...step.peers)
    else await cluster[step.peer]!.putAll(step.names.map((name) => entryOf(step, name, index)))
    await picture?.look()
  }
  picture?.note(`Next: ${lines.at(-1)}.`)
  cluster.network.connectAll()
  await cluster.network.settle()
  await picture?.look()
  await sameViews(cluster, viewDeadline)
  await cluster.network.cutAll()
}

/** The drive key counts the steps, so that a message tells which put won. */
function entryOf(step: { type: string }, name: string, index: number): Entry {
  return { ...plainEntry(index + 1), name, type: step.type }
}

function describe(schedule: Step[]): string[] {
  const lines = schedule.map((step, index) => {
    if (step.do === 'meet')
      return `the ${ordinal(step.peers[0])} and the ${ordinal(step.peers[1])} peer meet`
    return `the ${ordinal(step.peer)} peer puts ${step.names.join(', ')} (${step.type}, drive key ${index + 1})`
  })
  return [...lines, 'then all meet']
}
