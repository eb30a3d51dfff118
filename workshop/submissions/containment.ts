import { realpath, rm } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'

import type { Launch } from '../grade/launch.ts'
import { newScratch } from '../grade/scratch.ts'
import { changesOnBench, clearBench, layBench } from './bench.ts'
import { guarded, sandboxed } from './contain.ts'
import type { Files } from './files.ts'
import type { Submission } from './hand-ins.ts'
import { type Marks, PackagesCopy, differences, marksOf } from './packages.ts'
import { type Proof, proveSandbox } from './prove.ts'

/** What was changed while a submission ran. */
export interface Tampering {
  /** Files with which it was graded: the run proves nothing. */
  graders: string[]
  /** Files beside them that grading doesn't need, whichever program changed them. */
  others: string[]
}

/** How foreign code is kept from the rest. */
export interface Containment {
  sandbox: boolean
  /** What the sandbox showed of itself, and why it is not used if it isn't. */
  proof: Proof
  /** How many may run at a time. */
  jobs: number
  /** The node_modules that it sees. */
  modules: string
  launch: Launch
  inspect: (bench: string) => Promise<Tampering>
  close: () => Promise<void>
}

/** Twice as many as there are processors: graders wait half of their time. */
const SAFE_JOBS = availableParallelism() * 2
const NOTHING: Tampering = { graders: [], others: [] }

/** The best that this machine can do; `open` asks for less. */
export async function contain(
  root: string,
  ours: Files,
  submissions: Submission[],
  open = false
): Promise<Containment> {
  const modules = await realpath(join(root, 'node_modules')).catch(() => {
    throw new Error('There is no folder node_modules beside package.json: run npm ci')
  })
  const proof = await tryOut({ root, ours, modules, open })
  if (proof.reason === null) {
    return {
      sandbox: true,
      proof,
      jobs: SAFE_JOBS,
      modules,
      launch: sandboxed(modules),
      inspect: async () => NOTHING,
      close: async () => {}
    }
  }
  const copy = await PackagesCopy.make(modules)
  const watched = [
    ...submissions.map(({ source }) => source),
    modules,
    join(root, 'test'),
    join(root, 'solutions')
  ]
  const before = new Map<string, Marks>()
  for (const folder of watched) before.set(folder, await marksOf(folder))
  return {
    sandbox: false,
    proof,
    // One at a time: it must be known who changed what.
    jobs: 1,
    modules: copy.path,
    launch: guarded(copy.path),
    inspect: async (bench) => {
      const packages = (await copy.repair()).map((path) => `node_modules/${path}`)
      const graders = [...(await changesOnBench(bench, ours)), ...packages]
      return { graders, others: await changesIn(before) }
    },
    close: () => copy.close()
  }
}

interface Trial {
  root: string
  ours: Files
  modules: string
  open: boolean
}

async function tryOut({ root, ours, modules, open }: Trial): Promise<Proof> {
  if (open) return { tried: {}, reason: 'it was not asked for' }
  if (process.platform !== 'linux') return { tried: {}, reason: 'only Linux has namespaces' }
  const bench = await layBench(ours, new Map(), modules)
  const scratch = await newScratch('workshop-')
  try {
    return await proveSandbox({ root, bench, scratch, modules })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { tried: {}, reason: `the sandbox can’t be tried out here (${why})` }
  } finally {
    await clearBench(bench)
    await rm(scratch, { recursive: true, force: true })
  }
}

/** Paths changed since the last look. */
async function changesIn(before: Map<string, Marks>): Promise<string[]> {
  const changed: string[] = []
  for (const [folder, marks] of before) {
    const now = await marksOf(folder)
    changed.push(...differences(marks, now).map((path) => join(folder, path)))
    before.set(folder, now)
  }
  return changed
}
