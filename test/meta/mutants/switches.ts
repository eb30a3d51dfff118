import type { Mutant } from './find.ts'

/** Set to a mutant's id, it is the one that runs. */
export const MUTANT = 'WORKSHOP_MUTANT'
const ASK = '__isMutant'
const HEAD = `const ${ASK} = (id: number) => process.env['${MUTANT}'] === String(id);`

/** What stands between two places, with the mutants in it. */
interface Range {
  start: number
  end: number
  mutants: Mutant[]
}

/**
 * One program that is all mutants of a file, and the file itself where none is chosen. So a process
 * that has loaded it can go from one mutant to the next.
 */
export function withSwitches(text: string, mutants: Mutant[]): string {
  const ranges: Range[] = []
  for (const mutant of mutants) {
    const same = ranges.find(({ start, end, mutants: [other] }) => {
      return start === mutant.start && end === mutant.end && other?.shape === mutant.shape
    })
    if (same) same.mutants.push(mutant)
    else ranges.push({ start: mutant.start, end: mutant.end, mutants: [mutant] })
  }
  // Statements around the expression that is all of them.
  ranges.sort((a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b))
  return HEAD + render(text, 0, text.length, ranges)
}

function rank({ mutants: [first] }: Range): number {
  return first?.shape === 'statement' ? 0 : 1
}

function render(text: string, from: number, to: number, ranges: Range[]): string {
  let [out, at] = ['', from]
  const rest = [...ranges]
  while (true) {
    const range = rest.shift()
    if (!range) return out + text.slice(at, to)
    const inner: Range[] = []
    while (rest[0] && rest[0].end <= range.end) inner.push(...rest.splice(0, 1))
    const original = render(text, range.start, range.end, inner)
    out += text.slice(at, range.start) + choose(range, original)
    at = range.end
  }
}

function choose({ mutants }: Range, original: string): string {
  if (mutants[0]?.shape === 'expression') {
    const choices = mutants.map(({ id, replacement }) => `${ASK}(${id}) ? (${replacement}) : `)
    return `(${choices.join('')}(${original}))`
  }
  const choices = mutants.map(
    ({ id, replacement }) => `if (${ASK}(${id})) {\n${replacement}\n} else `
  )
  return `{ ${choices.join('')}{\n${original}\n} }`
}
