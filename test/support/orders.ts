import { setTimeout as pause } from 'node:timers/promises'
import * as fc from 'fast-check'

import { catchBackground } from './background.ts'
import { createCluster } from './cluster.ts'
import type { Cluster, Peer, PeerClass } from './cluster.ts'
import type { TestContext as Test } from './check.ts'
import { OrderPicture } from './picture.ts'
import { describe, entryOf, schedules } from './schedules.ts'
import type { Step } from './schedules.ts'
import { Scope } from './scope.ts'
import { sameViews } from './views.ts'

const RUNS = Number(process.env['FC_RUNS'] ?? 10)
const SEED = Number(process.env['FC_SEED'] ?? 1)
/** Shrinking re-runs the schedule; past this a shorter one is no longer worth the wait. */
const SHRINK_MS = 6000
/** While shrinking, views that differ for so long are taken to differ for ever. */
const SHRINK_VIEW_MS = 300
/** For the play that was under way when the time for shrinking ended. */
const LEFT_MS = 3000
/** For the play of the picture: where peers wait for each other forever, it shows how far they got. */
const DRAW_MS = 6000

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
    ? ['Shortest order that fails (the first peer is yours):', ...describe(schedule)]
    : [
        'These orders, one after the other, fail (the first peer is yours):',
        ...orders.flatMap(describe)
      ]
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
  const title = orders.length === 1 ? 'The shortest order that fails' : 'The orders that fail'
  const picture = await OrderPicture.create(title)
  const played = playAll(classes, orders, SHRINK_VIEW_MS, picture)
  await Promise.race([played, pause(DRAW_MS, undefined, { ref: false })])
  await picture.end(reason)
  return picture.write()
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
    await picture?.begin()
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
