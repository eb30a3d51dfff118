import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { listSteps } from '../../workshop/grade/layout.ts'
import { measureStarters, startersFile } from '../../workshop/tool/starters.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { nodeTests } from './tools.ts'

/** The workshop tool: by itself, and in a real terminal where there is one. */
export async function tool({ root }: Scope): Promise<Case[]> {
  // One at a time: what is tested is how soon it answers.
  return [await startersAreCurrent(root), ...(await nodeTests(join(root, 'test/meta/tool'), 1))]
}

/** `reset` gets the shipped files from there. */
async function startersAreCurrent(root: string): Promise<Case> {
  const current = JSON.stringify(await measureStarters(root, await listSteps(root)))
  const kept = JSON.stringify(JSON.parse(await readFile(startersFile(root), 'utf8')))
  return caseOf(
    'workshop/starters.json is current',
    current === kept ? [] : ['it is not: npm run points']
  )
}
