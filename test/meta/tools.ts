import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { run } from 'node:test'

import { pool } from '../../workshop/grade/pool.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf, casesOfRuns } from './support/case.ts'
import { shareOfCommit } from './support/quick.ts'

const AT_A_TIME = 2
/** Parts of the tests that drive terminals and browsers, two thirds of CI's time: a commit runs one. */
const HALVES = 2
/** Of a file, on a machine that others use too. */
const DEADLINE = 600_000

/** The tests of the grader and of the authors' tools: by node:test, not by what they test. */
export function tools({ root }: Scope): Promise<Case[]> {
  return inTurn(root, 'test/meta')
}

/** Runs the tests in a folder; a quick check runs the half of its files that this commit takes. */
export async function inTurn(
  root: string,
  folder: string,
  concurrency = AT_A_TIME
): Promise<Case[]> {
  const { takes, about } = await shareOfCommit(root, HALVES)
  const left = (await testFiles(join(root, folder))).filter((name) => !takes(name))
  const cases = await nodeTests(join(root, folder), concurrency, takes)
  if (about === null) return cases
  const unknown = `${about}; not run: ${left.join(', ')} (npm run check)`
  return [...cases, { ...caseOf(`the other files of ${folder}`, []), unknown }]
}

/**
 * Runs the tests in a folder; one that is skipped is unknown, for the reason that it gives. They
 * drive terminals and processes, which a busy machine may make late: a file in which something is
 * wrong is run once more.
 */
export async function nodeTests(
  folder: string,
  concurrency = AT_A_TIME,
  takes = (_name: string) => true
): Promise<Case[]> {
  const files = (await testFiles(folder)).filter(takes).map((name) => join(folder, name))
  const found = await runFiles(files, concurrency)
  const wrong = files.filter((file) => found.get(file)?.some(({ problem }) => problem !== null))
  const second = wrong.length > 0 ? await runFiles(wrong, concurrency) : found
  const cases = files.map((file) => {
    return casesOfRuns(found.get(file) ?? [], async () => second.get(file) ?? [])
  })
  return (await Promise.all(cases)).flat()
}

async function testFiles(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((file) => file.endsWith('.test.ts')).sort()
}

/** What each file says of its tests. */
async function runFiles(files: string[], concurrency: number): Promise<Map<string, Case[]>> {
  const found = await pool(files, concurrency, runFile)
  return new Map(files.map((file, at) => [file, found[at] ?? []]))
}

/**
 * A file by itself: one whose tests are declared in another module is named by that module in what
 * is told of them. A file that has no tests is wrong.
 */
async function runFile(file: string): Promise<Case[]> {
  const cases: Case[] = []
  for await (const { type, data } of run({ files: [file], timeout: DEADLINE })) {
    if (type !== 'test:pass' && type !== 'test:fail') continue
    const { name, skip } = data
    // The file counts as a test of its own, beside those in it.
    if (type === 'test:pass' && basename(name) === basename(file)) continue
    const problems = type === 'test:fail' ? [reason(data.details.error)] : []
    const unknown = skip === undefined ? undefined : String(skip)
    cases.push({ ...caseOf(name, problems), unknown })
  }
  return cases.length > 0 ? cases : [caseOf(file, ['it has no tests'])]
}

function reason(error: Error): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message
}
