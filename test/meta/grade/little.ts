import { fileURLToPath } from 'node:url'

import { blobId } from '../../../workshop/grade/shipped.ts'
import { GRADER, SOLUTION, STARTER, STEP } from '../support/submissions.ts'
import { fakeRepo } from '../support/tree.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const NAMES = ['one is 1', 'two is 2', 'three is 3']

/** The workshop's tool with little steps of three points, in a temporary folder; default: one. */
export function littleWorkshop(steps = [STEP]): Promise<string> {
  const files = steps.map((step) => {
    const named = (text: string) =>
      text.replaceAll(STEP, step).replaceAll("'01.", `'${number(step)}.`)
    return {
      [`test/${step}.test.ts`]: named(GRADER),
      [`solutions/${step}/a.ts`]: named(SOLUTION),
      [`steps/${step}/a.ts`]: named(STARTER)
    }
  })
  const shipped = steps.map((step, at) => {
    const starter = files[at]?.[`steps/${step}/a.ts`] ?? ''
    return [step, { 'a.ts': { blob: blobId(starter), changes: [] } }]
  })
  const points = steps.map((step) => [step, pointsOf(step)])
  return fakeRepo(root, {
    ...Object.assign({}, ...files),
    'workshop/starters.json': JSON.stringify(Object.fromEntries(shipped)),
    'test/points.json': JSON.stringify(Object.fromEntries(points))
  })
}

function pointsOf(step: string) {
  const tests = NAMES.map((name, n) => {
    return { id: `${step}#${n + 1}`, name, points: 1, task: `${number(step)}.${n + 1}` }
  })
  return { holes: tests.map(({ task }) => task), tests }
}

function number(step: string): string {
  return step.slice(0, 2)
}
