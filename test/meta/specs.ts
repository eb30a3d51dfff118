import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { buildSpec } from '../../workshop/spec.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { readTree } from './support/tree.ts'

/** Building a solution's spec again changes nothing. */
export async function specs({ root, steps }: Scope): Promise<Case[]> {
  const cases: Case[] = []
  for (const step of steps) {
    const folder = join(root, 'solutions', step)
    const committed = await readTree(join(folder, 'spec'))
    if (committed.size === 0) continue
    const out = await mkdtemp(join(tmpdir(), 'workshop-spec-'))
    try {
      await buildSpec(folder, out)
      cases.push(caseOf(step, differences(step, committed, await readTree(out))))
    } finally {
      await rm(out, { recursive: true, force: true })
    }
  }
  return cases
}

function differences(
  step: string,
  committed: Map<string, string>,
  built: Map<string, string>
): string[] {
  const files = new Set([...committed.keys(), ...built.keys()])
  const changed = [...files].filter((file) => committed.get(file) !== built.get(file))
  const advice = `npm run spec -- solutions/${step}`
  return changed.map((file) => `spec/${file} is not what schema.ts builds: ${advice}`)
}
