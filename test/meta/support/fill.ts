const HOLE = /\btodo\(\s*['"`](\d\d\.\d+)/
const IMPORT = "import { todo } from '#todo'"

/** Lines of the starter that differ, and what stands there in the solution. */
interface Hunk {
  starter: string[]
  solution: string[]
}

/** Lines of a solution that fill a hole, from 0; `end` is behind the last one. */
export interface Answer {
  task: string
  start: number
  end: number
}

/** A starter's text in which the holes up to a task are filled from the solution. */
export function fillHoles(starter: string, solution: string, task: string): string {
  const parts = align(starter.split('\n'), solution.split('\n'))
  const tasks = parts.map((part) => (typeof part === 'string' ? null : taskOf(part)))
  const filled = parts.flatMap((part, n) => {
    if (typeof part === 'string') return [part]
    // The import that the other holes need.
    if (part.starter.some((line) => line === IMPORT)) return part.starter
    // What differs beside the holes belongs to the answer before it, or to the first one.
    const own = tasks.slice(0, n + 1).findLast(Boolean) ?? tasks.find(Boolean)
    return own && own <= task ? part.solution : part.starter
  })
  return filled.join('\n')
}

/** Where the answers stand in a solution's text. */
export function findAnswers(starter: string, solution: string): Answer[] {
  const parts = align(starter.split('\n'), solution.split('\n'))
  const tasks = parts.map((part) => (typeof part === 'string' ? null : taskOf(part)))
  const answers: Answer[] = []
  let start = 0
  for (const [n, part] of parts.entries()) {
    const end = start + (typeof part === 'string' ? 1 : part.solution.length)
    const task = tasks.slice(0, n + 1).findLast(Boolean) ?? tasks.find(Boolean)
    if (typeof part !== 'string' && end > start && task) answers.push({ task, start, end })
    start = end
  }
  return answers
}

function taskOf({ starter }: Hunk): string | null {
  return HOLE.exec(starter.join('\n'))?.[1] ?? null
}

/** Common lines and hunks, in order, by a longest common subsequence. */
function align(starter: string[], solution: string[]): (string | Hunk)[] {
  const lengths = commonLengths(starter, solution)
  const at = (a: number, b: number) => lengths[a]?.[b] ?? 0
  const parts: (string | Hunk)[] = []
  let [a, b] = [0, 0]
  while (a < starter.length || b < solution.length) {
    const [left, right] = [starter[a], solution[b]]
    if (left !== undefined && left === right && at(a, b) === at(a + 1, b + 1) + 1) {
      parts.push(left)
      a++
      b++
      continue
    }
    const hunk = openHunk(parts)
    if (left !== undefined && (right === undefined || at(a + 1, b) >= at(a, b + 1))) {
      hunk.starter.push(left)
      a++
    } else if (right !== undefined) {
      hunk.solution.push(right)
      b++
    }
  }
  return parts
}

function openHunk(parts: (string | Hunk)[]): Hunk {
  const last = parts.at(-1)
  if (last !== undefined && typeof last !== 'string') return last
  const hunk: Hunk = { starter: [], solution: [] }
  parts.push(hunk)
  return hunk
}

function commonLengths(starter: string[], solution: string[]): number[][] {
  const lengths = Array.from({ length: starter.length + 1 }, () => [] as number[])
  for (let a = starter.length; a >= 0; a--) {
    for (let b = solution.length; b >= 0; b--) {
      const [row, below] = [lengths[a] ?? [], lengths[a + 1] ?? []]
      if (a === starter.length || b === solution.length) row[b] = 0
      else if (starter[a] === solution[b]) row[b] = (below[b + 1] ?? 0) + 1
      else row[b] = Math.max(below[b] ?? 0, row[b + 1] ?? 0)
    }
  }
  return lengths
}
