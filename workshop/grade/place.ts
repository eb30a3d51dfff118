import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const FRAME = /\(?((?:file:\/\/\/?|\/|[A-Za-z]:\\)[^()]*?):(\d+):\d+\)?$/

/** file:line where an error comes from: the learner's own line if there is one, else the test's. */
export function place(stack: unknown): string | undefined {
  // Code under test may have replaced Error.prepareStackTrace.
  if (typeof stack !== 'string') return undefined
  const frames = stack.split('\n').map(frame).filter(Boolean) as string[]
  const own = frames.find((at) => /^(steps|solutions)\/[^/]+\/(?!spec\/)/.test(at))
  return own ?? frames.find((at) => /^test\/\d\d-/.test(at))
}

function frame(line: string): string | null {
  const [, where, row] = FRAME.exec(line.trim()) ?? []
  if (!where) return null
  const file = where.startsWith('file:') ? fileURLToPath(where) : where
  return `${relative(root, file.split('?')[0] ?? file).replaceAll(sep, '/')}:${row}`
}
