import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { whereAsked } from '../grade/where-asked.ts'

export interface Args {
  paths: string[]
  steps: string | undefined
  out: string
}

/** What the command was asked for; or what is wrong with it, null for nothing but a request for help. */
export function readArgs(root: string, words: string[]): Args | { problem: string | null } {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      options: {
        steps: { type: 'string' },
        out: { type: 'string', default: 'grades' },
        help: { type: 'boolean', short: 'h' }
      },
      allowPositionals: true
    })
    if (values.help) return { problem: null }
    if (positionals.length === 0) return { problem: 'Name a folder to grade.' }
    const from = whereAsked(root)
    const paths = positionals.map((path) => resolve(from, path))
    return { paths, steps: values.steps, out: resolve(from, values.out) }
  } catch (error) {
    const [first = ''] = error instanceof Error ? error.message.split('. ') : []
    return { problem: `${first}.` }
  }
}
