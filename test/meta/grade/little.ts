import { fileURLToPath } from 'node:url'

import { blobId } from '../../../workshop/grade/shipped.ts'
import { GRADER, SOLUTION, STARTER, STEP } from '../support/submissions.ts'
import { fakeRepo } from '../support/tree.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const NAMES = ['one is 1', 'two is 2', 'three is 3']

/** The workshop's tool with one little step of three points, in a temporary folder. */
export function littleWorkshop(): Promise<string> {
  const tests = NAMES.map((name, n) => {
    return { id: `${STEP}#${n + 1}`, name, points: 1, task: `01.${n + 1}` }
  })
  const points = { [STEP]: { holes: tests.map(({ task }) => task), tests } }
  const shipped = { [STEP]: { 'a.ts': { blob: blobId(STARTER), changes: [] } } }
  return fakeRepo(root, {
    [`test/${STEP}.test.ts`]: GRADER,
    [`solutions/${STEP}/a.ts`]: SOLUTION,
    [`steps/${STEP}/a.ts`]: STARTER,
    'workshop/starters.json': JSON.stringify(shipped),
    'test/points.json': JSON.stringify(points)
  })
}
