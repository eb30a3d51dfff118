import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { CHAPTERS, readDeck } from '../slides/deck.ts'
import { runSheet } from '../slides/schedule.ts'
import { fileTable, importGraph } from './import-graph.ts'
import { readLesson } from './tool/lesson.ts'

/** In Markdown: `<!-- computed: NAME -->…<!-- end -->`, where NAME may go on with `: PART`. */
const PLACE = /(<!-- computed: ([a-z ]+?)(?:: (.+?))? -->)([^]*?)(<!-- end -->)/g
const STEP = /^\d\d-/
/** A row of the table of steps: its step, and its idea. */
const ROW = /^\| \[?(\d\d-[a-z0-9-]+)[^|]*\| *([^|]*?) *\|/gm

type Minutes = Map<string, number>

interface Place {
  root: string
  minutes: Minutes
  part: string | undefined
  /** What stands there now. */
  old: string
}

const COMPUTED: Record<string, (place: Place) => string | Promise<string>> = {
  hours: ({ minutes, part }) => hours(minutes, part),
  files: ({ root }) => inLines(fileTable(root)),
  imports: ({ root }) => inLines(importGraph(root)),
  steps: ({ minutes, old }) => inLines(stepTable(minutes, old)),
  'run sheet': async ({ minutes }) => inLines(runSheet(await readDeck(), minutes))
}

/** The text with what is computed put in its places. */
export async function compute(root: string, text: string): Promise<string> {
  const minutes = await lessonMinutes(root)
  const parts: string[] = []
  let end = 0
  for (const match of text.matchAll(PLACE)) {
    const [whole, start = '', name = '', part, old = '', stop = ''] = match
    const value = COMPUTED[name]
    if (!value) throw new Error(`Nobody computes ${name}: ${Object.keys(COMPUTED).join(', ')}`)
    parts.push(text.slice(end, match.index), start, await value({ root, minutes, part, old }), stop)
    end = match.index + whole.length
  }
  return [...parts, text.slice(end)].join('')
}

/** What is no part of a sentence has lines of its own. */
async function inLines(text: string | Promise<string>): Promise<string> {
  return `\n\n${await text}\n\n`
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

/** For README.md: a row for each step, below its part. The ideas are those that stand there. */
function stepTable(minutes: Minutes, old: string): string {
  const ideas = new Map([...old.matchAll(ROW)].map(([, step = '', idea = '']) => [step, idea]))
  const rows = [
    ['step', 'the one idea', 'alone'],
    ['---', '---', '---']
  ]
  let below = ''
  for (const [step, alone] of minutes) {
    const part = CHAPTERS.find(({ name }) => name === step)?.part ?? below
    if (part !== below) rows.push([`**${part}**`, '', hours(minutes, part)])
    below = part
    const idea = ideas.get(step)
    if (!idea)
      throw new Error(`README.md has no idea for ${step}: add a row | ${step} | its idea | |`)
    rows.push([`[${step}](steps/${step}/README.md)`, idea, `${alone}′`])
  }
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
