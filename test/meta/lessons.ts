import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { lessonPictures } from '../../slides/draw/lesson-pictures.ts'
import { listSteps } from '../../workshop/grade/layout.ts'
import { lost } from './documents.ts'
import { pictures, untold } from './lesson-pictures.ts'
import type { Case } from './support/case.ts'
import { caseOf } from './support/case.ts'

/** What a reader still takes in one go. */
const MAX_LINES = 120
/** `step 07`, `steps 07 and 11`. */
const STEPS = /\bsteps? \d\d(?:(?:,| and| to) \d\d)*/gi
const WHOLE = 'The whole\n'
const FILE = /`([a-z/-]+\.ts)`/g

/** Lessons and debriefs: short, with links and pictures that are there, and no step that isn't. */
export async function lessons(root: string): Promise<Case[]> {
  const steps = await listSteps(root)
  const read = (path: string) => readFile(join(root, path), 'utf8')
  const paths = steps.flatMap((step) => [`steps/${step}/README.md`, `solutions/${step}/README.md`])
  const texts = new Map(
    await Promise.all(
      paths.map(async (path): Promise<[string, string]> => [path, await read(path)])
    )
  )
  const drawn = lessonPictures()
  const cases = [...texts].map(([path, text]) => {
    const problems = [
      ...tooLong(text),
      ...noStep(text, steps),
      ...lost(root, path, text),
      ...untold(text, drawn)
    ]
    return caseOf(path, problems)
  })
  const last = steps.at(-1) ?? ''
  const closing = whole(texts.get(`steps/${last}/README.md`) ?? '', steps, (file) =>
    existsSync(join(root, 'solutions', last, file))
  )
  return [
    ...cases,
    caseOf('the last lesson closes with the whole', closing),
    ...(await pictures(root, [...texts.values()]))
  ]
}

function tooLong(text: string): string[] {
  const lines = text.trimEnd().split('\n').length
  return lines > MAX_LINES ? [`${lines} lines; ${MAX_LINES} are enough`] : []
}

/** Steps that are named and aren't there. */
export function noStep(text: string, steps: string[]): string[] {
  const named = [...text.matchAll(STEPS)].flatMap(([words]) => words.match(/\d\d/g) ?? [])
  const known = new Set(steps.map((step) => step.slice(0, 2)))
  return [...new Set(named)]
    .filter((number) => !known.has(number))
    .map((number) => `no step ${number}`)
}

/** The page that walks a put through every layer names each step, and only files that are there. */
export function whole(lesson: string, steps: string[], has: (file: string) => boolean): string[] {
  const page = lesson.split(/^## /m).find((part) => part.startsWith(WHOLE))
  if (page === undefined) return ['it has no part "The whole"']
  const files = [...page.matchAll(FILE)].map(([, file = '']) => file)
  return [
    ...steps
      .filter((step) => !new RegExp(`\\b${step.slice(0, 2)}\\b`).test(page))
      .map((step) => `it doesn't say what ${step} added`),
    ...files.filter((file) => !has(file)).map((file) => `no file ${file}`)
  ]
}
