import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { listFiles } from '../../workshop/grade/layout.ts'
import { readPoints } from '../../workshop/grade/points.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'

/** A sentence of a lesson that binds, by a piece of it, and what holds learners to it. */
export type Row = {
  /** Enough of the sentence to find it; it may stand for several. */
  says: string
} & (
  | {
      /** Names of the tests that fail where it isn't kept. */
      tests: string[]
    }
  | {
      /** Why no test can tell, or none has to. */
      untested: string
    }
)

/** What `test/meta/sentences/NN-x.ts` exports. */
export interface SentencesModule {
  rows: Row[]
}

const BINDS = /\b(must|only|all|never|at once|in order|exactly|before)\b/i
/** A question, a heading, a picture or the word above a list binds nobody. */
const EMPTY = /^#+ |^!\[|[?:]$/
/** What is said as a rule binds in any words. */
const RULE = /^\*\*Rules?:\*\*/
const STRONG = /^\*\*[^*]+\*\*$/
/** Characters of a quote: with fewer it would stand for anything. */
const SHORT = 8
/** Where a lesson asks for something; elsewhere it explains, or asks a question. */
const SECTIONS = /^(The rule|Tasks)$/

/** Each sentence that binds has its test, and each test a sentence; for steps that have a table. */
export async function sentences({ root, steps }: Scope): Promise<Case[]> {
  const points = await readPoints(root)
  const tables = await listFiles(join(root, 'test/meta/sentences'))
  return Promise.all(
    steps.map(async (step) => {
      if (!tables.includes(`${step}.ts`)) {
        return { ...caseOf(step, []), info: `${step}: no table yet` }
      }
      const url = pathToFileURL(join(root, 'test/meta/sentences', `${step}.ts`)).href
      const { rows }: SentencesModule = await import(url)
      const lesson = await readFile(join(root, 'steps', step, 'README.md'), 'utf8')
      const tests = points[step]?.tests.map(({ name }) => name) ?? []
      const binding = bindingSentences(lesson)
      const info = `${step}: ${binding.length} sentences bind, ${rows.length} rows, ${tests.length} tests`
      return { ...caseOf(step, faults(rows, lesson, binding, tests)), info }
    })
  )
}

function faults(rows: Row[], lesson: string, binding: string[], tests: string[]): string[] {
  const whole = plain(lesson)
  const asked = rows.flatMap((row) => ('tests' in row ? row.tests : []))
  return [
    ...binding
      .filter((sentence) => !rows.some(({ says }) => sentence.includes(plain(says))))
      .map((sentence) => `has no row: ${sentence}`),
    ...rows
      .filter(({ says }) => !whole.includes(plain(says)))
      .map(({ says }) => `does not stand in the lesson: ${says}`),
    ...rows
      .filter(({ says }) => says.length < SHORT)
      .map(({ says }) => `is too short to name a sentence: ${says}`),
    ...rows
      .filter((row) => ('tests' in row ? row.tests.length : row.untested.length) === 0)
      .map(({ says }) => `has neither a test nor a reason: ${says}`),
    ...asked
      .filter((name) => !tests.includes(name))
      .map((name) => `is not a test of this step: ${name}`),
    ...tests
      .filter((name) => !asked.includes(name))
      .map((name) => `no sentence asks for the test: ${name}`)
  ]
}

/** The sentences of a lesson that bind, without markup. */
export function bindingSentences(lesson: string): string[] {
  const text = lesson
    .replaceAll(/^```[^]*?^```$/gm, '')
    .split(/^## /m)
    .filter((section) => SECTIONS.test(section.split('\n')[0]?.trim() ?? ''))
    .join('\n\n')
  return text.split(/\n\s*\n|\n(?=[-|#])/).flatMap((paragraph) => {
    const all = paragraph.trim().split(/(?<=[.?!](?:\*\*)?)\s+/)
    const rule = STRONG.test(paragraph.trim()) ? 0 : all.findIndex((part) => RULE.test(part))
    return all
      .map(plain)
      .filter((sentence, n) => (rule >= 0 && n >= rule) || BINDS.test(sentence))
      .filter((sentence) => !EMPTY.test(sentence))
  })
}

/** One line, without the marks of bold, italics and code. */
function plain(text: string): string {
  return text.replaceAll(/[*_`]/g, '').replaceAll(/\s+/g, ' ').trim()
}
