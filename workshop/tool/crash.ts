import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'

import type { Failure } from '../grade/events.ts'
import { visible } from '../grade/visible.ts'

const SYNTAX = /^(.+?):(\d+):(\d+): (?:ERROR|error): (.*)$/m

/** Why files could not be loaded, as lines: where it is, the line itself, and a mark below it. */
export async function crashLines(root: string, { message, at }: Failure): Promise<string[]> {
  const [, file, row, column, what] = SYNTAX.exec(message) ?? []
  if (!file || !row || !what) return at ? [message, at] : message.split('\n')
  const path = relative(root, file).replaceAll(sep, '/')
  const lines = (await readFile(join(root, path), 'utf8').catch(() => '')).split('\n')
  const line = lines[Number(row) - 1] ?? ''
  const before = visible(line.slice(0, Number(column))).length
  return [`${path}:${row}`, what, '', visible(line), `${' '.repeat(before)}^`]
}
