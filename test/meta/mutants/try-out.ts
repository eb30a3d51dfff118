import { cp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { isPerfect } from '../../../workshop/grade/grade-step.ts'
import { launchDirectly } from '../../../workshop/grade/launch.ts'
import { pool } from '../../../workshop/grade/pool.ts'
import { runStep } from '../../../workshop/grade/run-step.ts'
import { copyRepo } from '../support/tree.ts'
import type { Mutant } from './find.ts'
import { MUTANT, withSwitches } from './switches.ts'
import { Worker } from './worker.ts'

/** Their tests wait more than they work. */
const AT_A_TIME = 3

/** The mutants that a step's grader accepts. */
export async function survivorsOf(root: string, step: string, mutants: Mutant[]) {
  const copy = await copyRepo(root)
  const workers: Worker[] = []
  try {
    await install(copy, step, mutants)
    const first = new Worker(copy, step)
    workers.push(first)
    const { order, all } = await rehearse(first)
    const idle = [first]
    const survivors: Mutant[] = []
    await pool(mutants, Math.min(AT_A_TIME, mutants.length), async (mutant) => {
      const worker = idle.pop() ?? new Worker(copy, step)
      if (!workers.includes(worker)) {
        workers.push(worker)
        await worker.run({ mutant: 0, places: all })
      }
      const { rejected, said } = await worker.run({ mutant: mutant.id, places: order(mutant) })
      idle.push(worker)
      log(mutant, said)
      if (!rejected) survivors.push(mutant)
    })
    await Promise.all(workers.map((worker) => worker.close()))
    // What is left open at the end, or broken when it is loaded, a process of its own would show.
    const alone = await pool(survivors, 2, async ({ id }) => passesAlone(copy, step, id))
    return survivors.filter((_, n) => alone[n])
  } finally {
    await Promise.all(workers.map((worker) => worker.close()))
    await rm(copy, { recursive: true, force: true })
  }
}

/** The solution with the switches of all mutants, where learners' files stand. */
async function install(copy: string, step: string, mutants: Mutant[]): Promise<void> {
  const folder = join(copy, 'steps', step)
  await rm(folder, { recursive: true, force: true })
  await cp(join(copy, 'solutions', step), folder, { recursive: true })
  for (const file of new Set(mutants.map((mutant) => mutant.file))) {
    const own = mutants.filter((mutant) => mutant.file === file)
    const text = await readFile(join(folder, file), 'utf8')
    await writeFile(join(folder, file), withSwitches(text, own))
  }
}

/** Without a mutant all tests pass; those of a task come first for its mutants, the quick ones before. */
async function rehearse(worker: Worker) {
  await worker.start()
  const all = worker.tasks.map((_, place) => place)
  const { rejected, failed, said, times } = await worker.run({ mutant: 0, places: all })
  if (rejected) throw new Error(`the solution itself is rejected, at test ${failed}: ${said}`)
  const order = ({ task }: Mutant) => {
    const far = (place: number) => (worker.tasks[place] === task ? 0 : 1e6) + (times[place] ?? 0)
    return all.toSorted((a, b) => far(a) - far(b))
  }
  return { order, all }
}

async function passesAlone(copy: string, step: string, id: number): Promise<boolean> {
  const run = await runStep(step, {
    root: copy,
    target: 'steps',
    launch: (plan) => {
      const start = launchDirectly(plan)
      return { ...start, env: { ...start.env, [MUTANT]: String(id) } }
    }
  })
  return isPerfect(run)
}

/** For authors who want to see what each mutant met. */
function log({ key }: Mutant, said: string): void {
  if (process.env['CHECK_VERBOSE']) console.error(`${said ? '✓' : '✗'} ${key}\n    ${said}`)
}
