import { join } from 'node:path'

import { SHORT_LIVED } from './short-lived.ts'

// A URL: the child's folder may be one in which `tsx` can't be found.
const TSX = import.meta.resolve('tsx')

/** What the process of a test file is made of. */
export interface Plan {
  root: string
  file: string
  /** A folder for what it writes, removed at its end. */
  scratch: string
  /** Arguments for node. */
  conditions: string[]
  /** True loads what the tests import before it is told to run, all but the code that is graded. */
  warm: boolean
}

/** A process to be spawned. */
export interface Start {
  command: string
  args: string[]
  env: NodeJS.ProcessEnv
}

export type Launch = (plan: Plan) => Start

/** Arguments for node: the child's program and what it is told. */
export function nodeArgs(plan: Plan, tsx = TSX): string[] {
  const { root, file, scratch, conditions, warm } = plan
  const child = join(root, 'workshop/grade/child.ts')
  const node = [...SHORT_LIVED, ...conditions, `--import=${tsx}`]
  return [...node, child, file, scratch, ...(warm ? ['warm'] : [])]
}

export function launchDirectly(plan: Plan): Start {
  const { NODE_OPTIONS: _, ...env } = process.env
  return { command: process.execPath, args: nodeArgs(plan), env }
}
