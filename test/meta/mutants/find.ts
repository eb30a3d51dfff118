import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from '@babel/parser'
import type { Node } from '@babel/types'
import { traverse } from '@babel/types'

import { type Answer, findAnswers } from '../support/fill.ts'
import { readTree } from '../support/tree.ts'
import { type Mutation, mutationsOf } from './operators.ts'

/** A mutation of a line that fills a hole. */
export interface Mutant extends Mutation {
  /** From 1, by which the program is told. */
  id: number
  /** Names it in the list of equals and in reports; the same as long as the line is. */
  key: string
  file: string
  task: string
}

/** Types and what only they hold; an `as` holds an expression. */
const TYPES = /^TS(?!As|NonNull|Satisfies)/

/** All mutants of a step's answers. */
export async function findMutants(root: string, step: string): Promise<Mutant[]> {
  const starter = await readTree(join(root, 'steps', step))
  const mutants: Mutant[] = []
  const seen = new Map<string, number>()
  for (const [file, text] of starter) {
    if (!file.endsWith('.ts') || file.startsWith('spec/')) continue
    const solution = await readFile(join(root, 'solutions', step, file), 'utf8')
    for (const { task, ...mutation } of inAnswers(solution, findAnswers(text, solution))) {
      const name = `${task} ${file}: ${mutation.label}`
      const count = (seen.get(name) ?? 0) + 1
      seen.set(name, count)
      const key = count > 1 ? `${name} (${count})` : name
      mutants.push({ ...mutation, id: mutants.length + 1, key, file, task })
    }
  }
  return mutants
}

/** Parses a program; throws where it is none. */
export function parseProgram(text: string) {
  return parse(text, { sourceType: 'module', plugins: ['typescript'], sourceFilename: 'x.ts' })
}

function inAnswers(text: string, answers: Answer[]): (Mutation & { task: string })[] {
  if (answers.length === 0) return []
  const lineOf = (offset: number) => text.slice(0, offset).split('\n').length - 1
  const answerAt = (offset: number) => {
    return answers.find(({ start, end }) => lineOf(offset) >= start && lineOf(offset) < end)
  }
  const source = {
    text: (node: Node | null | undefined) => text.slice(node?.start ?? 0, node?.end ?? 0),
    inside: ({ start, end }: Node) => {
      const answer = answerAt(start ?? 0)
      return answer !== undefined && lineOf((end ?? 0) - 1) < answer.end
    }
  }
  const found: Mutation[] = []
  traverse(parseProgram(text).program, (node, ancestors) => {
    const above = ancestors.map(({ node: ancestor }) => ancestor)
    if ([node, ...above].some(({ type }) => TYPES.test(type) || type === 'ImportDeclaration')) {
      return
    }
    found.push(...mutationsOf(node, above, source))
  })
  return found.flatMap((mutation) => {
    const task = answerAt(mutation.at)?.task
    return task && loads(text, mutation) ? [{ ...mutation, task }] : []
  })
}

/** False for a mutant that is no program at all, as `await` dropped in front of `for`. */
function loads(text: string, { start, end, replacement }: Mutation): boolean {
  try {
    parseProgram(text.slice(0, start) + replacement + text.slice(end))
    return true
  } catch {
    return false
  }
}
