import { join } from 'node:path'

import { listSteps } from '../../workshop/grade/layout.ts'
import { staleStarters } from '../../workshop/tool/starters.ts'
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
  const stale = await staleStarters(root, await listSteps(root))
  return caseOf(
    'workshop/starters.json is current',
    stale.map((step) => `${step} is not in it as it is: npm run points`)
  )
}
