import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { pictureOf } from '../picture/file.ts'
import { readHelp, readState } from '../tool/state.ts'
import { type StepGrade, gradeStep } from './grade-step.ts'
import { pool } from './pool.ts'

export type Overall = 'done' | 'not done' | 'unknown'

export interface Grade {
  steps: StepGrade[]
  points: number
  max: number
  /** Points of the tests about which nothing can be said. */
  unknown: number
  /** Steps that have holes, and how many of them were begun. */
  begun: [number, number]
}

/** Each step waits for peers now and then. */
export const AT_A_TIME = 3

/** Grades steps, some at a time, in order to the caller. */
export async function gradeSteps(
  steps: string[],
  options: {
    root: string
    signal?: AbortSignal
    /** Awaited before a step is run. */
    beforeStep?: (step: string) => Promise<void>
    onStep?: (grade: StepGrade) => void
  }
): Promise<Grade> {
  const { root, signal, beforeStep, onStep } = options
  const grades = new Map<string, StepGrade>()
  const queue = [...steps]
  await pool(await longestFirst(root, steps), AT_A_TIME, async (step) => {
    await beforeStep?.(step)
    const grade = await gradeStep(step, { root, signal })
    grades.set(step, grade)
    for (let next = grades.get(queue[0] ?? ''); next; next = grades.get(queue[0] ?? '')) {
      queue.shift()
      onStep?.(next)
    }
  })
  return summarize(steps.flatMap((step) => grades.get(step) ?? []))
}

/** In order, but for the step that took longest the last time: begun late, it would run alone. */
async function longestFirst(root: string, steps: string[]): Promise<string[]> {
  const { took } = await readState(root)
  const longest = Math.max(...steps.map((step) => took[step] ?? 0))
  return steps.toSorted((a, b) => Number(took[b] === longest) - Number(took[a] === longest))
}

/** 0: what was begun is done; 1: something begun is not; 2: something can't be known. */
export function exitCode({ steps }: Pick<Grade, 'steps'>): 0 | 1 | 2 {
  if (steps.some(({ status }) => status === 'unknown')) return 2
  return steps.some(({ status }) => status === 'begun' || status === 'failing') ? 1 : 0
}

/** The grade as it is written to a file, for machines. */
export async function toJson(grade: Grade, root: string) {
  const { dependencies } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  return {
    version: 1,
    date: new Date().toISOString(),
    node: process.versions.node,
    packages: dependencies,
    status: overall(grade),
    points: grade.points,
    max: grade.max,
    unknown: grade.unknown,
    help: await readHelp(root),
    steps: grade.steps.map(({ step, status, points, max, ms, crash, trouble }) => {
      return { step, status, points, max, ms, crash: crash?.failure.message ?? null, trouble }
    }),
    tests: grade.steps.flatMap(({ step, tests }) => {
      return tests.map(({ id, name, verdict, earned, points, failures, hole, ms }) => {
        const reason = hole ? `task ${hole.task} is still to be done` : failures[0]?.message
        const message = reason ?? null
        const picture = pictureOf(message ?? '')
        const graded = { id, step, name, status: verdict, points: earned, max: points, message, ms }
        return picture === null ? graded : { ...graded, picture }
      })
    })
  }
}

/** Sums up the grades of steps. */
export function summarize(steps: StepGrade[]): Grade {
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const able = steps.filter(({ hasHoles }) => hasHoles)
  return {
    steps,
    points: sum(steps.map(({ points }) => points)),
    max: sum(steps.map(({ max }) => max)),
    unknown: sum(steps.map(unknownPoints)),
    begun: [able.filter(isBegun).length, able.length]
  }
}

function isBegun({ status }: StepGrade): boolean {
  return status !== 'not begun'
}

function unknownPoints({ status, tests, max }: StepGrade): number {
  if (status === 'unknown' && tests.length === 0) return max
  const unknown = tests.filter(({ verdict }) => verdict === 'unknown')
  return unknown.reduce((total, { points }) => total + points, 0)
}

function overall(grade: Grade): Overall {
  if (exitCode(grade) === 2) return 'unknown'
  return grade.steps.every(({ status }) => status === 'done') ? 'done' : 'not done'
}
