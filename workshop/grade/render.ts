import { styleText } from 'node:util'

import type { Failure } from './events.ts'
import { visible } from './visible.ts'

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

/** Lines of the graded code's own output that are shown, and characters of each. */
const PRINTED = 8
const LINE_CHARS = 400

/** The end of what the graded code printed. */
export function lastLines(output: string): string[] {
  const text = output.trim()
  const lines = text ? text.split('\n').slice(-PRINTED) : []
  return lines.map((line) => (line.length > LINE_CHARS ? `${line.slice(0, LINE_CHARS)}…` : line))
}

/** Why a test failed, for a person. */
export function failureLines(failures: Failure[], comments: string[] = []): string[] {
  const lines = failures.flatMap(reason)
  return [...lines, ...comments.map((comment) => `note: ${visible(comment)}`)].flatMap(indent)
}

function reason({ message, expected, seen, at }: Failure): string[] {
  const lines = [visible(message.replace(/^- /, ''))]
  if (expected !== undefined) lines.push(...labelled('expected', expected))
  if (seen !== undefined) lines.push(...labelled('seen', seen))
  if (at) lines.push(styleText('gray', `at ${at}`))
  return lines
}

function labelled(label: string, text: string): string[] {
  const [first = '', ...rest] = visible(text).split('\n')
  const pad = ' '.repeat('expected: '.length)
  return [`${`${label}:`.padEnd(pad.length)}${first}`, ...rest.map((line) => pad + line)]
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `    ${line}`)
}
