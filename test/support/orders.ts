import * as fc from 'fast-check'

import { createCluster } from './cluster.ts'
import type { Cluster, Peer, PeerClass } from './cluster.ts'
import type { TestContext as Test } from './check.ts'
import { plainEntry } from './fixtures.ts'
import type { Entry } from './fixtures.ts'
import { ordinal } from './names.ts'
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

  const alone = fc.asyncProperty(schedules, (schedule) => playAlone(classes, schedule))
  const shrunk = await fc.check(alone, {
    numRuns,
    seed: SEED,
    interruptAfterTimeLimit: SHRINK_MS,
    markInterruptAsFailure: false
  })
  const [schedule] = shrunk.counterexample ?? []
  const lines = schedule
    ? ['Shortest order that fails (the first peer is yours):', ...describe(schedule)]
    : [
        'These orders, one after the other, fail (the first peer is yours):',
        ...orders.flatMap(describe)
      ]
  const reason = shrunk.errorInstance instanceof Error ? shrunk.errorInstance : error
  t.fail(`${lines.join('\n  ')}\n${reason.message}\nReplay it with FC_SEED=${SEED}`)
}

/** Plays all orders on one cluster: making one costs more than an order. */
async function playAll(
  classes: PeerClass<Peer>[],
  orders: Step[][],
  viewDeadline?: number
): Promise<Error | null> {
  const scope = new Scope()
  let problems: string[] = []
  try {
    const cluster = await createCluster(scope, classes, { connected: false })
    problems = cluster.problems
    for (const schedule of orders) await play(cluster, schedule, viewDeadline)
    return null
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return new Error([...new Set([...problems, reason])].join('\n'))
  } finally {
    await scope.close()
  }
}

async function playAlone(classes: PeerClass<Peer>[], schedule: Step[]): Promise<void> {
  const error = await playAll(classes, [schedule], SHRINK_VIEW_MS)
  if (error) throw error
}

async function play(
  cluster: Cluster<Peer>,
  schedule: Step[],
  viewDeadline?: number
): Promise<void> {
  for (const [index, step] of schedule.entries()) {
    if (step.do === 'meet') await cluster.network.meet(...step.peers)
    else await cluster[step.peer]!.putAll(step.names.map((name) => entryOf(step, name, index)))
  }
  cluster.network.connectAll()
  await cluster.network.settle()
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
