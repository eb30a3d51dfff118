import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Owner } from './scope.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const FILES = ['schema/schema.json', 'db/db.json', 'dispatch/dispatch.json']

/** A step's committed spec, as the reference has it: what each file says, by name. */
export function referenceSpec(step: string): Record<string, unknown> {
  return readSpec(join(ROOT, 'solutions', step, 'spec'))
}

/**
 * Runs a learner's `build` in a scratch folder, on top of the spec of the step before where there
 * is one (specs are append-only), and returns what it wrote.
 */
export function builtSpec(
  owner: Owner,
  build: (dir: string) => void,
  before?: string
): Record<string, unknown> {
  const out = mkdtempSync(join(tmpdir(), 'workshop-spec-'))
  owner.teardown(async () => rmSync(out, { recursive: true, force: true }))
  if (before !== undefined)
    cpSync(join(ROOT, 'solutions', before, 'spec'), out, { recursive: true })
  build(out)
  return readSpec(out)
}

function readSpec(dir: string): Record<string, unknown> {
  const found = FILES.filter((file) => existsSync(join(dir, file)))
  return Object.fromEntries(
    found.map((file) => [file, JSON.parse(readFileSync(join(dir, file), 'utf8'))])
  )
}
