import { styleText } from 'node:util'

import type { Failure } from './events.ts'

export type Mark = 'passed' | 'failed' | 'not reached' | 'unknown'

const MARKS = {
  passed: ['green', '✓'],
  failed: ['red', '✗'],
  'not reached': ['gray', '·'],
  unknown: ['yellow', '?']
} as const

/** A test's sign: tells the verdict by its shape, not only by its colour. */
export function mark(verdict: Mark): string {
  const [colour, sign] = MARKS[verdict]
  return styleText(colour, sign)
}

/** Why a test failed, for a person. */
export function failureLines(failures: Failure[], comments: string[] = []): string[] {
  const lines = failures.flatMap(reason)
  return [...lines, ...comments.map((comment) => `note: ${comment}`)].flatMap(indent)
}

function reason({ message, expected, seen, at }: Failure): string[] {
  const lines = [message.replace(/^- /, '')]
  if (expected !== undefined) lines.push(...labelled('expected', expected))
  if (seen !== undefined) lines.push(...labelled('seen', seen))
  if (at) lines.push(styleText('gray', `at ${at}`))
  return lines
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = text.split('\n')
  const pad = ' '.repeat('expected: '.length)
  return [`${`${label}:`.padEnd(pad.length)}${first}`, ...rest.map((line) => pad + line)]
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`)
}
