import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import Autobase from 'autobase'
import * as fc from 'fast-check'

import { createCluster } from '#support/cluster.ts'
import type { ClusterOptions, Peer, PeerClass } from '#support/cluster.ts'
import { entryOf, schedules } from '#support/schedules.ts'
import type { Step } from '#support/schedules.ts'
import { Scope } from '#support/scope.ts'
import { sameViews } from '#support/views.ts'
import { solutionOf } from '../../workshop/picture/operations.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import { median } from './figures.ts'
import type { Figures } from './figures.ts'

/** Orders of a round: short rounds in turn, since a machine that is busy for a while then slows both alike. */
const ORDERS = 15
/** The first step whose grader plays orders: its peers do the least beside what is recorded. */
const STEP = '02'
const PEERS = 3
const ROOT = join(import.meta.dirname, '..', '..')

/** What the recorder costs: the orders of a grader, played with it and without it in turn. */
export async function measureRecorder(figures: Figures, rounds: number): Promise<void> {
  const orders = fc.sample(schedules, { numRuns: ORDERS, seed: 1 })
  const step = await solutionOf(ROOT, STEP)
  const { RegistryService }: { RegistryService: PeerClass<Peer> } = await import(
    pathToFileURL(join(step, 'service.ts')).href
  )
  const classes = Array.from({ length: PEERS }, () => RegistryService)
  // What runs first compiles and fills caches.
  for (const recorded of [false, true, false, true]) await play(classes, orders, recorded)
  const shares: number[] = []
  for (let round = 0; round < rounds; round++) {
    // The first of two has the warmer machine in turn.
    const turns = round % 2 === 0 ? [false, true] : [true, false]
    const ms = new Map<boolean, number>()
    for (const recorded of turns)
      ms.set(recorded, await processorTime(() => play(classes, orders, recorded)))
    const [off, on] = [ms.get(false) ?? NaN, ms.get(true) ?? NaN]
    figures.add('recorder', 'ours', `${ORDERS} orders, not recorded, CPU`, 'ms', off)
    figures.add('recorder', 'ours', `${ORDERS} orders, recorded, CPU`, 'ms', on)
    shares.push((on / off - 1) * 100)
  }
  figures.add('recorder', 'ours', 'what the recorder adds', '%', median(shares))
}

/** Milliseconds of the processor, since a machine that is busy with other things tells nothing by the clock. */
async function processorTime(run: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function play(
  classes: PeerClass<Peer>[],
  orders: Step[][],
  recorded: boolean
): Promise<void> {
  const scope = new Scope()
  const recording = new Recording({ title: 'orders' })
  const options: ClusterOptions = { connected: false }
  if (recorded) {
    options.watch = {
      attach: async ({ base }, at) => {
        if (base instanceof Autobase) await recording.attach(base, { name: `${at}` })
      },
      link: () => {}
    }
  }
  const cluster = await createCluster(scope, classes, options)
  for (const steps of orders) {
    for (const [at, step] of steps.entries()) {
      if (step.do === 'meet') await cluster.network.meet(...step.peers)
      else await cluster[step.peer]!.putAll(step.names.map((name) => entryOf(step, name, at)))
    }
    cluster.network.connectAll()
    await cluster.network.settle()
    await sameViews(cluster)
    await cluster.network.cutAll()
  }
  await recording.flush()
  await recording.close()
  await scope.close()
}
