import { styleText } from 'node:util'

import { listSteps } from '../grade/layout.ts'
import { type Lesson, readLesson } from './lesson.ts'
import { compare } from './predict.ts'
import { readProgress, stepAfter } from './progress.ts'
import { texts } from './texts.ts'

/** What is said when a step is done: what was learnt, what was predicted, and what comes next. */
export async function endingOf(root: string, step: string, lesson: Lesson): Promise<string[]> {
  const next = await stepAfter(root, step)
  const parts = [
    [styleText('green', texts.doneTitle(lesson.title)), ...learnt(lesson)],
    await compare(root, step),
    [texts.lookAt(`solutions/${step}/README.md`)],
    next ? comesNext(await readLesson(root, next)) : await celebration(root)
  ]
  return parts
    .filter((lines) => lines.length > 0)
    .flatMap((lines) => [...lines, ''])
    .slice(0, -1)
}

/** For the last step: the celebration, or what is missing for it. */
async function celebration(root: string): Promise<string[]> {
  const progress = await readProgress(root)
  const open = progress.filter(({ status }) => status !== 'done').map(({ step }) => step)
  if (open.length > 0) return [texts.someLeft(open)]
  const points = progress.reduce((sum, { max }) => sum + max, 0)
  return texts.celebrate(points, (await listSteps(root)).length)
}

function learnt({ goals }: Lesson): string[] {
  return goals.length > 0 ? [texts.nowYouCan, ...goals.map((goal) => `  • ${goal}`)] : []
}

function comesNext({ title, intro }: Lesson): string[] {
  return [styleText('bold', texts.comesNext(title)), intro, texts.pressNext].filter(Boolean)
}
