import type { Node } from '@babel/types'

import { ofExpression } from './expressions.ts'
import { ofStatement } from './statements.ts'

/** A change of a few characters of a program. */
export interface Mutation {
  start: number
  end: number
  /** Where what is changed begins: a change of order takes all of its block. */
  at: number
  /** What stands there instead. */
  replacement: string
  /** An expression takes the place of one, and statements that of statements. */
  shape: 'expression' | 'statement'
  /** Tells it apart from others, for people: what was there and what is. */
  label: string
}

/** The text of nodes, and whether they stand in the lines that are asked for. */
export interface Source {
  readonly text: (node: Node | null | undefined) => string
  readonly inside: (node: Node) => boolean
}

/** All mutations that begin at a node. */
export function mutationsOf(node: Node, ancestors: Node[], source: Source): Mutation[] {
  return [...ofExpression(node, ancestors, source), ...ofStatement(node, source)].filter(
    ({ label }, n, all) => all.findIndex((other) => other.label === label) === n
  )
}
