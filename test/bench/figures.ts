import type { Kind } from './subject.ts'

/** Of whom a figure is: one of the two that are measured side by side, or a layer below. */
export type Of = Kind | 'alone'

/** One figure, measured in several rounds. */
export interface Figure {
  part: string
  of: Of
  name: string
  unit: string
  rounds: number[]
}

/** Collects figures, a value per round, and prints each value as soon as it is known. */
export class Figures {
  readonly all: Figure[]

  constructor(all: Figure[] = []) {
    this.all = all
  }

  add(part: string, of: Of, name: string, unit: string, value: number): void {
    const known = this.find(part, of, name)
    if (known === undefined) this.all.push({ part, of, name, unit, rounds: [value] })
    else known.rounds.push(value)
    const where = `${part.padEnd(9)} ${of.padEnd(6)}`
    console.log(`${where} ${name.padEnd(52)} ${round(value).padStart(9)} ${unit}`)
  }

  find(part: string, of: Of, name: string): Figure | undefined {
    return this.all.find((each) => each.part === part && each.of === of && each.name === name)
  }

  /** The median of a figure, or null where it was not measured in this run. */
  median(part: string, of: Of, name: string): number | null {
    const figure = this.find(part, of, name)
    return figure === undefined ? null : median(figure.rounds)
  }

  /** The median of what each round gives, so that both sides had the same machine. */
  ratio(above: Figure | undefined, below: Figure | undefined): number | null {
    if (above === undefined || below === undefined) return null
    const last = below.rounds.length - 1
    return median(above.rounds.map((value, at) => value / below.rounds[Math.min(at, last)]!))
  }
}

export function median(values: number[]): number {
  return percentile(values, 50)
}

export function percentile(values: number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? NaN
}

export function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2)
}

/** Milliseconds that `run` took, and what it gave. */
export async function timed<Value>(
  run: () => Promise<Value>
): Promise<{ ms: number; value: Value }> {
  const start = performance.now()
  const value = await run()
  return { ms: performance.now() - start, value }
}
