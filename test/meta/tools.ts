import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from 'node:test'

import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'

const AT_A_TIME = 2
/** Of a file, on a machine that others use too. */
const DEADLINE = 600_000

/** The tests of the grader and of the authors' tools: by node:test, not by what they test. */
export function tools({ root }: Scope): Promise<Case[]> {
  return nodeTests(join(root, 'test/meta'))
}

/** Runs the tests in a folder; one that is skipped is unknown, for the reason that it gives. */
export async function nodeTests(folder: string, concurrency = AT_A_TIME): Promise<Case[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.test.ts'))
  const stream = run({
    files: files.map((file) => join(folder, file)),
    concurrency,
    timeout: DEADLINE
  })
  const cases: Case[] = []
  for await (const { type, data } of stream) {
    if (type === 'test:pass' && !isFile(data.name, files)) {
      const unknown = data.skip === undefined ? undefined : String(data.skip)
      cases.push({ ...caseOf(data.name, []), unknown })
    }
    if (type === 'test:fail') cases.push(caseOf(data.name, [reason(data.details.error)]))
  }
  return cases
}

/** A file counts as a test of its own, beside those in it. */
function isFile(name: string, files: string[]): boolean {
  return files.some((file) => name.endsWith(file))
}

function reason(error: Error): string {
  return error.cause instanceof Error ? (error.cause.stack ?? error.cause.message) : error.message
}
