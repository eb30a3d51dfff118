import { readFile, stat } from 'node:fs/promises'

import { MAX_TRACE, readTrace } from './trace.ts'
import type { Event } from './trace.ts'

/** Where failing orders leave their traces, from the root. */
export const PICTURES = '.workshop/pictures'
const PATH = /^\.workshop\/pictures\/[\w-]+\.jsonl$/
const LINE = /^picture: (.+)$/m

/** The trace that the message of a failure names; null if it names none of ours. */
export function pictureOf(message: string): string | null {
  const path = LINE.exec(message)?.[1] ?? ''
  return PATH.test(path) ? path : null
}

/** Reads a trace from a file; throws a sentence with its path as it was given. */
export async function readTraceFile(file: string, path = file): Promise<Event[]> {
  const { size } = await stat(file).catch(() => {
    throw new Error(`there is no ${path}: run the test again, a failure names its picture`)
  })
  if (size > MAX_TRACE) throw new Error(`${path} is too long for a trace`)
  const content = await readFile(file, 'utf8').catch(() => {
    throw new Error(`${path} can't be read`)
  })
  try {
    return readTrace(content)
  } catch (error) {
    throw new Error(`${path} is not a trace: ${error instanceof Error ? error.message : ''}`, {
      cause: error
    })
  }
}
