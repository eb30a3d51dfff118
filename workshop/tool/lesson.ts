import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { visible } from '../grade/visible.ts'

export interface Option {
  letter: string
  text: string
}

/** What the tool takes from a lesson and its debrief. */
export interface Lesson {
  title: string
  /** What was impossible before. */
  intro: string
  /** What the learner is then able to do. */
  goals: string[]
  minutes: number | null
  question: { text: string; options: Option[] } | null
  /** From the debrief: the right option's letter, and why. */
  answer: { letter: string; why: string } | null
}

const OPTION = /^[-*] \(?\**([a-h])\**\)\s*(.*)$/
/** `**Predict: b)** …`, to the end of the paragraph. */
const ANSWER = /\*\*Predict: ([a-h])\)?\.?\*\*\s*((?:(?!\n\s*\n)[^])*)/

export async function readLesson(root: string, step: string): Promise<Lesson> {
  const read = (part: string) =>
    readFile(join(root, part, step, 'README.md'), 'utf8').catch(() => '')
  return parseLesson(step, await read('steps'), await read('solutions'))
}

/** Takes what is there: a lesson without a part leaves that part empty. */
export function parseLesson(step: string, lesson: string, debrief: string): Lesson {
  const sections = split(lesson)
  const [head = { title: step, lines: [] }] = sections
  const able = sections.find(({ title }) => /you will be able/i.test(title))
  const goals = able?.lines ?? after(head.lines, /you will be able/i)
  const minutes = /(\d+)\s*min/i.exec(lesson)?.[1]
  return {
    title: head.title.replace(/^\d\d · /, '') || step,
    intro: paragraph(head.lines),
    goals: bullets(goals),
    minutes: minutes ? Number(minutes) : null,
    question: question(sections.find(({ title }) => /^predict/i.test(title))?.lines ?? []),
    answer: answer(debrief)
  }
}

interface Section {
  title: string
  lines: string[]
}

function split(text: string): Section[] {
  const sections: Section[] = []
  for (const line of text.replaceAll('\r\n', '\n').split('\n')) {
    const heading = /^#{1,3} (.*)$/.exec(line)?.[1]
    if (heading !== undefined) sections.push({ title: plain(heading), lines: [] })
    else sections.at(-1)?.lines.push(line)
  }
  return sections
}

function question(lines: string[]): Lesson['question'] {
  const first = lines.findIndex((line) => OPTION.test(line))
  if (first < 0) return null
  const options: Option[] = []
  for (const line of lines.slice(first)) {
    const [, letter, words = ''] = OPTION.exec(line) ?? []
    const last = options.at(-1)
    if (letter) options.push({ letter, text: plain(words) })
    else if (/^\s+\S/.test(line) && last) last.text += ` ${plain(line)}`
    else if (line.trim()) break
  }
  // A terminal is no place for code, and the lesson is at hand.
  const text = lines
    .slice(0, first)
    .join('\n')
    .replace(/^```[^]*?^```$/gm, '…')
  return { text: plain(text), options }
}

function answer(debrief: string): Lesson['answer'] {
  const [, letter, why = ''] = ANSWER.exec(debrief) ?? []
  return letter ? { letter, why: plain(why) } : null
}

function after(lines: string[], start: RegExp): string[] {
  const at = lines.findIndex((line) => start.test(line))
  return at < 0 ? [] : lines.slice(at + 1)
}

/** The texts of the first list. */
function bullets(lines: string[]): string[] {
  const items: string[] = []
  for (const line of lines) {
    const item = /^[-*] (.*)$/.exec(line)?.[1]
    if (item !== undefined) items.push(plain(item))
    else if (items.length > 0 && /^\s+\S/.test(line)) items.push(`${items.pop()} ${plain(line)}`)
    else if (items.length > 0) break
  }
  return items
}

function paragraph(lines: string[]): string {
  const text = lines.join('\n').trim()
  return plain(text.split(/\n\s*\n/)[0] ?? '')
}

/** Markdown without its signs, on one line, and as text: who edits a lesson may paste anything. */
function plain(text: string): string {
  return visible(text)
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\*\*|`/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}
