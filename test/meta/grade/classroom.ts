import { cp, mkdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { type Points, maximum } from '../../../workshop/grade/points.ts'
import { readWrong } from '../rejects.ts'
import { put } from '../support/tree.ts'
import type { WrongSolution } from '../wrong.ts'

const SIZE = 30
/** One step in so many has a mistake. */
const WRONG_EACH = 4
/** Who solved everything in words of their own: all of it is run. */
const OWN_WORDS = [4]

/** What a learner made of a step: a mistake by its sentence, or one of these words. */
export type Work = 'solution' | 'starter' | 'own words' | { mistake: string }

/** A learner of the class, and what the graders must give. */
export interface Learner {
  name: string
  work: Record<string, Work>
  points: Record<string, number>
}

/** Thirty learners, always the same ones; their points follow from what each mistake declares. */
export async function makeClass(root: string, steps: string[], points: Points): Promise<Learner[]> {
  const mistakes = new Map<string, WrongSolution[]>()
  for (const step of steps) {
    const wrong = (await readWrong(root, step))?.wrong ?? []
    // All of a step's points lost is what a missing file does too.
    mistakes.set(
      step,
      wrong.filter(({ fails }) => fails !== 'all')
    )
  }
  return Array.from({ length: SIZE }, (_, n) => {
    const work = Object.fromEntries(steps.map((step, at) => [step, workOf(n, at, step)]))
    const worth = steps.map((step): [string, number] => [step, earned(step, work[step])])
    return {
      name: `learner-${String(n + 1).padStart(2, '0')}`,
      work,
      points: Object.fromEntries(worth)
    }
  })

  function workOf(n: number, at: number, step: string): Work {
    if (OWN_WORDS.includes(n)) return 'own words'
    // How far one came; every fifth has done all.
    const reached = n % 5 === 0 ? steps.length : (n * 7) % (steps.length + 1)
    if (at >= reached) return 'starter'
    const wrong = mistakes.get(step) ?? []
    const isWrong = n % 6 !== 0 && (at + n) % WRONG_EACH === 0
    const mistake = wrong[(n * 5 + at) % Math.max(1, wrong.length)]?.mistake
    return isWrong && mistake ? { mistake } : 'solution'
  }

  function earned(step: string, work: Work | undefined): number {
    const known = points[step]
    if (!known || !work || work === 'starter') return 0
    if (typeof work === 'string') return maximum(known)
    const fails = mistakes.get(step)?.find(({ mistake }) => mistake === work.mistake)?.fails ?? []
    const lost = known.tests.filter(({ name }) => fails.includes(name))
    return maximum(known) - lost.reduce((sum, test) => sum + test.points, 0)
  }
}

/** Writes what a learner hands in. */
export async function handIn(root: string, folder: string, { name, work }: Learner): Promise<void> {
  await mkdir(join(folder, name), { recursive: true })
  for (const [step, kind] of Object.entries(work)) {
    const target = join(folder, name, 'steps', step)
    const from = kind === 'starter' ? 'steps' : 'solutions'
    await cp(join(root, from, step), target, { recursive: true })
    await rm(join(target, 'README.md'), { force: true })
    if (kind === 'own words') await edit(target, 'view.ts', (text) => `${text}\n// Mine.\n`)
    if (typeof kind !== 'string') await makeMistake(root, step, target, kind.mistake)
  }
}

async function makeMistake(root: string, step: string, folder: string, sentence: string) {
  const wrong = (await readWrong(root, step))?.wrong ?? []
  const found = wrong.find(({ mistake }) => mistake === sentence)
  if (!found) throw new Error(`${step} has no such mistake any more: ${sentence}`)
  for (const { file, find, replace } of found.edits) {
    await edit(folder, file, (text) => text.split(find).join(replace))
  }
}

async function edit(folder: string, file: string, change: (text: string) => string) {
  const path = join(folder, file)
  await put(path, change(await readFile(path, 'utf8')))
}
