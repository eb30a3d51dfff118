import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { listSteps } from '../../workshop/grade/layout.ts'
import { measureStarters, startersFile } from '../../workshop/tool/starters.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { nodeTests } from './tools.ts'

/** They wait for what a terminal shows, and leave the machine to others meanwhile. */
const AT_A_TIME = 3

/** The workshop tool: by itself, and in a real terminal where there is one. */
export async function tool({ root }: Scope): Promise<Case[]> {
  return [
    await startersAreCurrent(root),
    ...(await nodeTests(join(root, 'test/meta/tool'), AT_A_TIME))
  ]
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
