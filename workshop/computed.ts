import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { CHAPTERS, readDeck } from '../slides/deck.ts'
import { runSheet } from '../slides/schedule.ts'
import { readLesson } from './tool/lesson.ts'

/** In Markdown: `<!-- computed: NAME -->…<!-- end -->`, where NAME may go on with `: PART`. */
const PLACE = /(<!-- computed: ([a-z ]+?)(?:: (.+?))? -->)[^]*?(<!-- end -->)/g
const STEP = /^\d\d-/

type Minutes = Map<string, number>

const COMPUTED: Record<string, (minutes: Minutes, part?: string) => string | Promise<string>> = {
  hours,
  'run sheet': async (minutes) => `\n\n${runSheet(await readDeck(), minutes)}\n\n`
}

/** The text with what is computed put in its places. */
export async function compute(root: string, text: string): Promise<string> {
  const minutes = await lessonMinutes(root)
  const parts: string[] = []
  let end = 0
  for (const match of text.matchAll(PLACE)) {
    const [whole, start = '', name = '', part, stop = ''] = match
    const value = COMPUTED[name]
    if (!value) throw new Error(`Nobody computes ${name}: ${Object.keys(COMPUTED).join(', ')}`)
    parts.push(text.slice(end, match.index), start, await value(minutes, part), stop)
    end = match.index + whole.length
  }
  return [...parts, text.slice(end)].join('')
}

/** How long each lesson says that it takes. */
async function lessonMinutes(root: string): Promise<Minutes> {
  const steps = (await readdir(join(root, 'steps'))).filter((name) => STEP.test(name)).sort()
  const lessons = await Promise.all(steps.map((step) => readLesson(root, step)))
  return new Map(steps.map((step, n) => [step, lessons[n]?.minutes ?? 0]))
}

/** What the lessons of a part of the talk, or all, add up to. */
function hours(minutes: Minutes, part?: string): string {
  const names = CHAPTERS.filter((chapter) => chapter.part === part).map(({ name }) => name)
  if (part !== undefined && names.length === 0) throw new Error(`The talk has no part ${part}`)
  const sum = [...minutes]
    .filter(([step]) => part === undefined || names.includes(step))
    .reduce((total, [, each]) => total + each, 0)
  const halves = Math.round(sum / 30)
  return halves === 1 ? 'half an hour' : halves === 2 ? 'an hour' : `${halves / 2} hours`
}
