import { readFileSync, readdirSync } from 'node:fs'
import { loadavg } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'
import b4a from 'b4a'
import IdEnc from 'hypercore-id-encoding'

import { deploy } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { Deployment } from '../../support/instances.ts'
import type { Remote } from '../../support/instances.ts'
import { createNet } from '../../support/net.ts'
import type { Net } from '../../support/net.ts'
import { Cli } from '../../support/process.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { readFlags, refuse } from '../../../workshop/flags.ts'
import { BIN, RegistryReader, createSwarm, kit } from '../support/last.ts'
import { Beside } from './beside.ts'
import { createRandom } from './random.ts'

const USAGE = `npm run soak -- kills|leads|rotations|pauses [ROUNDS] [SEED] [--beside]
Long runs, for figures; default: 20 rounds. \`kills\` takes any of three, \`leads\` always the lead.
With --beside, commands run at the instances all the time, and some are broken off. A run with the
same seed makes the same choices; what the machine makes of them is its own.`

const { beside: withCommands } = readFlags(USAGE, { beside: { type: 'boolean' } }, true)
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const [what = 'kills', rounds = '20', given = String(Date.now() % 1e9)] = words
const seed = Number(given)
if (!(Number(rounds) >= 1)) refuse(`${rounds} is not a number of rounds`, USAGE)
if (!Number.isSafeInteger(seed)) refuse(`${given} is not a seed`, USAGE)
if (!['kills', 'leads', 'rotations', 'pauses'].includes(what))
  refuse(`${what} is not a kind of run`, USAGE)
const random = createRandom(seed)
/** Milliseconds into the puts of a round, at most, at which the victim is killed. */
const LATEST = 600
/** Puts that are on their way to each instance at a time. */
const STREAMS = 4
/** Milliseconds between two puts of a stream: what is measured is no throughput. */
const PAUSE = 10
/** The same while an instance is rotated out and in, which takes seconds. */
const LONG_PAUSE = 100
const SIGNED_WITHIN = 30_000
/** Then a new base: a newcomer goes through all changes of the indexers, and here they pile up. */
const ROTATIONS_A_BASE = 10
const GIVEN_UP_AFTER = 120_000
/** Commands that run at a time, with --beside. */
const COMMANDS = 2
const yes = () => true
const no = () => false

const scope = new Scope()
const net = await createNet(scope)
const figures = { rounds: 0, answered: 0, unanswered: 0, lost: 0, unsigned: 0 }
/** Milliseconds from the last put, or the restart, until a majority had signed all of it. */
const times: number[] = []
/** The same until all three had all of it, the newcomer too. */
const levels: number[] = []
let commands: Beside | null = null
/** Megabytes and open files of each process that has run from the first round on. */
let grown: unknown
process.on('exit', report)
// Its instances are processes of their own: neither a signal nor an error here may leave them.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void scope.close().finally(() => process.exit(1)))

try {
  if (what === 'kills' || what === 'leads') await killRounds(Number(rounds), false)
  else if (what === 'rotations') await killRounds(Number(rounds), true)
  else await putsWithPauses(Number(rounds))
} finally {
  await scope.close()
}
const { left = 0, wrong = 0 } = (commands as Beside | null)?.figures ?? {}
process.exit(figures.lost + figures.unsigned + left + wrong > 0 ? 1 : 0)

/** Kills one of three at a random moment while puts stream in; `forGood` loses its disk too. */
async function killRounds(count: number, forGood: boolean): Promise<void> {
  const cli = new Cli(scope, BIN)
  const open = () => new Deployment(net, cli, ['--open']).open(3)
  let deployment = await open()
  let reader = await createReader(net, deployment.instances[0]!)
  const pids = deployment.instances.map(({ running }) => running.pid)
  const early = sizes(pids)
  const end = new AbortController()
  const beside = withCommands ? new Beside(await cli.file, random, net.folder()) : null
  commands = beside
  const folders = () => deployment.instances.map(({ folder }) => folder)
  const run = async () => beside?.run(folders, end.signal)
  const under = Promise.all(Array.from({ length: COMMANDS }, run))
  // Told at the end; by a signal their folder goes before they do.
  under.catch(() => {})
  for (let round = 1; round <= count; round++) {
    if (forGood && round > 1 && round % ROTATIONS_A_BASE === 1) {
      for (const { running } of deployment.instances) await running.end('SIGTERM')
      deployment = await open()
      reader = await createReader(net, deployment.instances[0]!)
    }
    const victim = what === 'leads' ? leadOf(deployment) : Math.floor(random() * 3)
    const answered = new Set<string>()
    const stop = new AbortController()
    const streams = deployment.instances.flatMap((instance, at) =>
      Array.from({ length: STREAMS }, async (_, stream) => {
        // What only a disk had that is lost for good is lost: only durable answers outlive it.
        const durable = forGood && at === victim
        for (let put = 0; !stop.signal.aborted; put++) {
          const name = `r${round}-${at}-${stream}-${put}`
          const stored = await instance.put({ ...plainEntry(at), name }, { durable }).then(yes, no)
          if (!stored) figures.unanswered++
          if (!stored) return
          answered.add(name)
          await pause(forGood ? LONG_PAUSE : PAUSE)
        }
      })
    )
    await pause(random() * LATEST)
    await deployment.instances[victim]!.running.end('SIGKILL')
    if (forGood) await deployment.rotate(victim)
    stop.abort()
    if (!forGood) await deployment.restart(victim)
    await Promise.all(streams)
    const start = performance.now()
    const since = () => performance.now() - start
    // Those that were there all the time are a majority: what they have signed is signed.
    const majority = [0, 1, 2].filter((at) => !forGood || at !== victim)
    await levelled(deployment, `round ${round}: all is signed`, { of: majority })
    times.push(since())
    if (since() > SIGNED_WITHIN) figures.unsigned++
    await levelled(deployment, `round ${round}: all are level again`, { indexers: 3 })
    levels.push(since())
    grown = { early, now: sizes(pids) }
    const { viewKey, signedLength } = await deployment.instances[0]!.status()
    await reader.follow(viewKey)
    await until('the reader has all', () => reader.view.core.length >= signedLength, {
      // It loses its connections to those that are killed, and calls them again after a while.
      deadline: GIVEN_UP_AFTER
    })
    await checkAll(reader, answered, `round ${round}`)
    figures.answered += answered.size
    figures.rounds = round
    if (round % 10 === 0) report()
  }
  end.abort()
  await under
  if (beside === null) return
  await levelled(deployment, 'all is signed at the end', { indexers: 3 })
  const { signedLength } = await deployment.instances[0]!.status()
  const has = () => reader.view.core.length >= signedLength
  await until('the reader has what was imported', has, { deadline: GIVEN_UP_AFTER })
  await checkAll(reader, beside.stored, 'an import')
  figures.answered += beside.stored.size
}

async function checkAll(reader: RegistryReader, answered: Set<string>, when: string) {
  for (const name of answered) {
    if ((await reader.view.get(name)) !== null) continue
    figures.lost++
    console.log(`${when}: ${name} was answered and is gone`)
  }
}

/** Which one appends for all while all are linked: that with the greatest local key. */
function leadOf({ instances }: Deployment): number {
  const keys = instances.map(({ running }) => IdEnc.decode(running.keys.localKey))
  const [greatest] = keys.toSorted((a, b) => b4a.compare(b, a))
  return keys.indexOf(greatest!)
}

/** What the system says of these processes; null for one that has ended. */
function sizes(pids: (number | undefined)[]) {
  return pids.map((pid) => {
    try {
      const [, kB] = /^VmRSS:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
      const files = readdirSync(`/proc/${pid}/fd`).length
      return { megabytes: Math.round(Number(kB) / 1024), files }
    } catch {
      return null
    }
  })
}

/** An instance that is busy catching up may answer a status too late: it is asked again. */
async function levelled(
  deployment: Deployment,
  what: string,
  { of, indexers }: { of?: number[]; indexers?: number }
): Promise<void> {
  let seen = ''
  const also = (status: { indexers: number }) => !indexers || status.indexers === indexers
  const again = () =>
    deployment.level(what, also, of).then(yes, (err: Error) => {
      seen = err.message
      return false
    })
  await until(what, again, {
    deadline: GIVEN_UP_AFTER,
    seen: () => [seen, ...deployment.instances.map(lastWords)]
  })
}

/** One put at a time on one of three indexers, after a pause; each is to be signed by itself. */
async function putsWithPauses(count: number): Promise<void> {
  const services = await deploy(net, [kit, kit, kit])
  for (let put = 1; put <= count; put++) {
    await pause(random() * 400)
    const service = services[Math.floor(random() * 3)]!
    const burst = random() < 0.1 ? 10 : 1
    const start = performance.now()
    for (let at = 0; at < burst; at++) {
      await services[(put + at) % 3]!.put({ ...plainEntry(at), name: `p${put}-${at}` })
    }
    figures.answered += burst
    const { core } = service.view
    const signed = () =>
      services.every(({ view }) => view.core.signedLength === view.core.length) &&
      new Set(services.map(({ view }) => view.core.length)).size === 1
    await until(`put ${put} is signed`, signed, {
      deadline: SIGNED_WITHIN,
      seen: () => ({ length: core.length, signedLength: core.signedLength })
    }).catch((err: Error) => {
      figures.unsigned++
      console.log(err.message)
    })
    times.push(performance.now() - start)
    figures.rounds = put
    if (put % 50 === 0) report()
  }
}

function lastWords({ folder, running }: Remote, at: number): string {
  return `${at}, in ${folder}: ${running.log}`
}

/** One line; the load says how much of the machine others had. */
function report(): void {
  const [signed, level] = [times, levels].map(spread)
  const beside = (commands as Beside | null)?.figures
  console.log(
    JSON.stringify({ what, seed, ...figures, signed, level, beside, grown, load: loadavg()[0] })
  )
}

function spread(values: number[]) {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor((sorted.length - 1) * share)] ?? 0)
  return { p50: at(0.5), p95: at(0.95), worst: at(1) }
}

async function createReader(net: Net, first: Remote): Promise<RegistryReader> {
  const machine = await net.machine(createSwarm, { seed: 75 })
  const { viewKey } = await first.status()
  return machine.start(
    (store, swarm) => new RegistryReader(store, swarm, viewKey, { download: true })
  )
}
