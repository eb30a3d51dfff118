import { sep } from 'node:path'
import { fileURLToPath } from 'node:url'

const rootUrl = new URL('../..', import.meta.url).href
const rootPath = fileURLToPath(rootUrl)
/** Of a frame, what stands behind the root: the file, what a loader adds to it, and the line. */
const REST = /^(.+?)(?:\?[^/\\]*)?:(\d+):\d+\)?$/

/** file:line where an error comes from: the learner's own line if there is one, else the test's. */
export function place(stack: unknown): string | undefined {
  // Code under test may have replaced Error.prepareStackTrace.
  if (typeof stack !== 'string') return undefined
  const frames = stack.split('\n').map(frame).filter(Boolean) as string[]
  const own = frames.find((at) => /^(steps|solutions)\/[^/]+\/(?!spec\/)/.test(at))
  return own ?? frames.find((at) => /^test\/\d\d-/.test(at))
}

/** The root may have any signs in its path, brackets and question marks too: it is looked for. */
function frame(line: string): string | null {
  return (
    restOf(line, rootUrl, (path) => decodeURIComponent(path)) ??
    restOf(line, rootPath, (path) => path.replaceAll(sep, '/'))
  )
}

function restOf(line: string, root: string, decode: (path: string) => string): string | null {
  const at = line.indexOf(root)
  const [, path, row] = at < 0 ? [] : (REST.exec(line.slice(at + root.length)) ?? [])
  return path === undefined ? null : `${decode(path)}:${row}`
}
