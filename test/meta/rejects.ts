import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Failure, GradeEvent } from '../../workshop/grade/events.ts'
import { listFiles } from '../../workshop/grade/layout.ts'
import { pool } from '../../workshop/grade/pool.ts'
import { readPoints } from '../../workshop/grade/points.ts'
import { type StepRun, runStep } from '../../workshop/grade/run-step.ts'
import { applyEdits, misfit } from './edits.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf, caseOfRuns } from './support/case.ts'
import { isQuick, shareOfCommit } from './support/quick.ts'
import { copyRepo } from './support/tree.ts'
import type { Edit, WrongModule, WrongSolution } from './wrong.ts'

/** Many mistakes end in a deadline: whoever waits leaves the machine to others. */
const AT_A_TIME = 6
const ANY = /(?:)/

/** Something to put in a step's place, and what the grader must then say. */
interface Trial {
  step: string
  name: string
  /** Whose solution is put there. */
  from: string
  edits: Edit[]
  fails: string[] | 'all'
  message?: RegExp
  /** Places of the tests to run; all of them unless given. */
  only?: number[] | undefined
}

/**
 * Each wrong solution fails the named tests, with the named message, and no other. A quick check
 * runs a share of them, and of each only the named tests, until one has said the message; that the
 * others can be made from today's solutions is looked at without a run.
 */
export async function wrong({ root, steps }: Scope): Promise<Case[]> {
  const points = await readPoints(root)
  const trials: Trial[] = []
  const missing: Case[] = []
  for (const step of steps) {
    const module = await readWrong(root, step)
    if (!module) missing.push(caseOf(step, ['it has no test/meta/wrong file']))
    const tests = isQuick() ? points[step]?.tests.map(({ name }) => name) : undefined
    for (const each of module?.wrong ?? []) trials.push(trialOf(step, each, tests))
  }
  const share = await shareOfCommit(root)
  const chosen = trials.filter((trial) => share.takes(nameOf(trial)))
  const left = trials.filter((trial) => !chosen.includes(trial))
  return [
    ...missing,
    ...(share.about === null ? [] : [...(await tryEdits(root, left)), leftOut(left, share.about)]),
    ...(await runTrials(root, chosen))
  ]
}

/** Neither right nor wrong: it is left to other commits, or to authors. */
function leftOut(left: Trial[], about: string): Case {
  return {
    ...caseOf('the other mistakes', []),
    unknown: `${about}; ${left.length} were not run (npm run check -- wrong)`
  }
}

/** Those that can no longer be made, or whose tests have another name now. */
async function tryEdits(root: string, trials: Trial[]): Promise<Case[]> {
  const points = await readPoints(root)
  const cases = trials.map(async (trial) => {
    const { step, from, edits, fails } = trial
    const problem = await misfit(join(root, 'solutions', from), edits)
    const names = points[step]?.tests.map(({ name }) => name) ?? []
    const strange = fails === 'all' ? [] : fails.filter((name) => !names.includes(name))
    const problems = strange.map((name) => `there is no test: ${name}`)
    return caseOf(nameOf(trial), problem === null ? problems : [problem, ...problems])
  })
  return Promise.all(cases)
}

/** The solution of the step before doesn't pass a step's grader; a quick check stops at a failure. */
export async function before({ root, steps }: Scope): Promise<Case[]> {
  const all = await allSteps(root)
  const trials: Trial[] = []
  for (const step of steps) {
    const from = all[all.indexOf(step) - 1]
    const fails = (await readWrong(root, step))?.before
    const name = `the solution of ${from}`
    if (from && fails) trials.push({ step, name, from, edits: [], fails, message: ANY })
  }
  return runTrials(root, trials)
}

/** What is declared about a step's wrong solutions, null if nothing is. */
export async function readWrong(root: string, step: string): Promise<WrongModule | null> {
  const files = await listFiles(join(root, 'test/meta/wrong'))
  if (!files.includes(`${step}.ts`)) return null
  return import(pathToFileURL(join(root, 'test/meta/wrong', `${step}.ts`)).href)
}

function trialOf(step: string, mistake: WrongSolution, tests?: string[]): Trial {
  const { edits, fails, message, whole = false } = mistake
  const all = whole || fails === 'all'
  const only = all ? undefined : tests && fails.map((name) => tests.indexOf(name))
  return { step, name: mistake.mistake, from: step, edits, fails, message, only }
}

async function allSteps(root: string): Promise<string[]> {
  const files = await listFiles(join(root, 'solutions'))
  return [...new Set(files.map((file) => file.split('/')[0] ?? ''))].filter((name) => {
    return /^\d\d-/.test(name)
  })
}

async function runTrials(root: string, trials: Trial[]): Promise<Case[]> {
  if (trials.length === 0) return []
  const idle = await Promise.all(Array.from({ length: AT_A_TIME }, () => copyRepo(root)))
  const copies = [...idle]
  try {
    return await pool(trials, AT_A_TIME, async (trial) => {
      const copy = idle.pop() ?? ''
      const look = () => tryOut(copy, trial).catch((error: Error) => [error.message])
      const result = await caseOfRuns(nameOf(trial), look)
      idle.push(copy)
      return result
    })
  } finally {
    await Promise.all(copies.map((copy) => rm(copy, { recursive: true, force: true })))
  }
}

async function tryOut(copy: string, { step, from, edits, fails, message, only }: Trial) {
  const folder = join(copy, 'steps', step)
  await rm(folder, { recursive: true, force: true })
  await cp(join(copy, 'solutions', from), folder, { recursive: true })
  await applyEdits(folder, edits)
  const heard = new AbortController()
  const onEvent = (event: GradeEvent) => {
    if (isQuick() && message && says(event, fails, message)) heard.abort()
  }
  const options = { root: copy, target: 'steps', signal: heard.signal, onEvent } as const
  const run = await runStep(step, { ...options, ...(only && { only }) })
  if (heard.signal.aborted) return []
  const tests = only ? run.tests.filter((_, place) => only.includes(place)) : run.tests
  return [...differences({ ...run, tests }, fails), ...unheard(run, message)]
}

/** True for the end of a test that must fail, with the message. */
function says(event: GradeEvent, fails: string[] | 'all', message: RegExp): boolean {
  if (event.type !== 'end' || event.ok) return false
  if (fails !== 'all' && !fails.includes(event.name)) return false
  return event.failures.some((failure) => message.test(textOf(failure)))
}

function nameOf({ step, name }: Trial): string {
  return `${step}: ${name}`
}

function differences({ tests, crash }: StepRun, fails: string[] | 'all'): string[] {
  const failed = tests.filter(({ verdict }) => verdict !== 'passed').map(({ name }) => name)
  const expected = fails === 'all' ? tests.map(({ name }) => name) : fails
  const loaded = crash ? [`can't be loaded: ${crash.failure.message}`] : []
  const unseen = expected.filter((name) => !failed.includes(name))
  const extra = failed.filter((name) => !expected.includes(name))
  if (unseen.length === 0 && extra.length === 0) return []
  return [
    ...loaded,
    ...unseen.map((name) => `should fail and passes: ${name}`),
    ...extra.map((name) => `should pass and fails: ${name}`)
  ]
}

function unheard({ tests, crash, trouble }: StepRun, message?: RegExp): string[] {
  if (!message) return []
  const failures = [crash?.failure, ...tests.flatMap((test) => test.failures)]
  const said = failures.flatMap((failure) => (failure ? [textOf(failure)] : []))
  if ([...said, ...trouble].some((text) => message.test(text))) return []
  return [`nothing says ${message}, but:`, ...said.map((text) => `  ${text.trim()}`)]
}

function textOf({ message, expected = '', seen = '' }: Failure): string {
  return `${message}\n${expected}\n${seen}`
}
