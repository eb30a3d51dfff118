import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { listSteps } from '../../workshop/grade/layout.ts'
import { maximum, readPoints } from '../../workshop/grade/points.ts'
import { staleStarters } from '../../workshop/tool/starters.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { inTurn } from './tools.ts'

/** They wait for what a terminal shows, and leave the machine to others meanwhile. */
const AT_A_TIME = 3

/** The workshop tool: by itself, and in a real terminal where there is one. */
export async function tool({ root }: Scope): Promise<Case[]> {
  return [
    await startersAreCurrent(root),
    await pictureIsCurrent(root),
    ...(await inTurn(root, 'test/meta/tool', AT_A_TIME))
  ]
}

/** README shows it: what it says of the workshop is so. */
async function pictureIsCurrent(root: string): Promise<Case> {
  const picture = await readFile(join(root, 'workshop/tool/screen.svg'), 'utf8')
  const steps = (await listSteps(root)).length
  const points = Object.values(await readPoints(root)).map(maximum)
  const total = points.reduce((sum, each) => sum + each, 0)
  const missing = [`(2 of ${steps})`, ` of ${total} in all`].filter(
    (text) => !picture.includes(text)
  )
  return caseOf(
    'workshop/tool/screen.svg is current',
    missing.map((text) => `it lacks “${text}”: npx tsx test/meta/tool/screenshot.ts`)
  )
}

/** `reset` gets the shipped files from there. */
async function startersAreCurrent(root: string): Promise<Case> {
  const stale = await staleStarters(root, await listSteps(root))
  return caseOf(
    'workshop/starters.json is current',
    stale.map((step) => `${step} is not in it as it is: npm run points`)
  )
}
