import { once } from 'node:events'
import { loadavg } from 'node:os'
import { basename, join } from 'node:path'

import { plainEntry } from '#support/fixtures.ts'
import { Deployment } from '#support/instances.ts'
import { createNet } from '#support/net.ts'
import { Cli } from '#support/process.ts'
import { Scope } from '#support/scope.ts'
import { until } from '#support/until.ts'
import { follow } from '../../workshop/picture/live/follow.ts'
import { readTarget } from '../../workshop/picture/live/target.ts'
import { enter } from '../../workshop/picture/enter.ts'
import { solutionOf } from '../../workshop/picture/operations.ts'
import { READER } from '../../workshop/picture/recording.ts'
import { servePicture } from '../../workshop/picture/server.ts'
import { emptyState, signedCount } from '../../workshop/picture/state.ts'
import { Figures, percentile } from './figures.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const DEADLINE = 60_000

/** How long after a put the live picture has it: three instances in processes of their own, one put at a time. */
export async function measurePicture(figures: Figures, puts: number): Promise<void> {
  const scope = new Scope()
  const net = await createNet(scope)
  const cli = new Cli(scope, `#reference/${basename(await solutionOf(ROOT))}/bin.ts`)
  const { instances } = await new Deployment(net, cli, ['--open']).open(3)
  const live = await follow(ROOT, await readTarget({ storage: instances[0]!.folder }))
  scope.teardown(() => live.close())
  const server = await servePicture({ live: live.recording })
  scope.teardown(async () => server.close())
  const page = await openPage(server.url)
  const told = () => [...page.state.peers.values()].filter(({ status }) => status.length > 0)
  await until('all instances are shown', () => told().length === 3, { deadline: DEADLINE })

  const [answered, shown, signed]: number[][] = [[], [], []]
  for (let n = 0; n < puts; n++) {
    const start = performance.now()
    const entry = plainEntry(n)
    const answer = instances[n % 3]!.put(entry).then(() =>
      answered!.push(performance.now() - start)
    )
    const place = () => {
      const id = [...page.state.blocks.values()].findLast(({ name }) => name === entry.name)?.id
      return id === undefined ? -1 : (page.state.peers.get(READER)?.order.indexOf(id) ?? -1)
    }
    await page.until(() => place() >= 0)
    shown!.push(performance.now() - start)
    await page.until(() => signedCount(page.state.peers.get(READER)!) > place())
    signed!.push(performance.now() - start)
    await answer
  }
  console.log(`load ${loadavg()[0]!.toFixed(1)}`)
  for (const percent of [50, 90]) {
    const add = (what: string, values: number[]) =>
      figures.add('picture', 'ours', `${what}, p${percent}`, 'ms', percentile(values, percent))
    add('a put is answered', answered!)
    add('it is on the page', shown!)
    add('the signed line has passed it', signed!)
  }
  await scope.close()
}

/** What a page has: the stream that it reads, and the state that this makes. */
async function openPage(url: string) {
  const state = emptyState()
  const changes = new EventTarget()
  const { body } = await fetch(`${url}trace`)
  const read = async () => {
    let rest = ''
    for await (const part of body!.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + part).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) enter(state, JSON.parse(line))
      changes.dispatchEvent(new Event('change'))
    }
  }
  // It ends with the server.
  read().catch(() => {})
  return {
    state,
    until: async (condition: () => boolean) => {
      while (!condition()) await once(changes, 'change')
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  await measurePicture(new Figures(), Number(process.argv[2] ?? 30))
  process.exit()
}
