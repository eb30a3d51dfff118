/** One figure, measured in several rounds. */
export interface Figure {
  section: string
  name: string
  unit: string
  rounds: number[]
}

/** Collects figures and prints each as soon as it is known. */
export class Figures {
  readonly all: Figure[] = []

  add(section: string, name: string, unit: string, rounds: number[]): void {
    this.all.push({ section, name, unit, rounds })
    console.log(`${section.padEnd(10)}  ${lineOf({ section, name, unit, rounds })}`)
  }

  /** The median of a figure, or null where it was not measured in this run. */
  median(section: string, name: string): number | null {
    const figure = this.all.find((each) => each.section === section && each.name === name)
    return figure ? median(figure.rounds) : null
  }
}

export function lineOf({ name, unit, rounds }: Figure): string {
  const spread =
    rounds.length > 1 ? `  (${round(Math.min(...rounds))} to ${round(Math.max(...rounds))})` : ''
  return `${name.padEnd(44)} ${round(median(rounds)).padStart(9)} ${unit}${spread}`
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

/** Milliseconds, and CPU milliseconds of this process, that `run` took. */
export async function timed(run: () => Promise<unknown>): Promise<{ ms: number; cpu: number }> {
  const start = performance.now()
  const before = process.cpuUsage()
  await run()
  const { user, system } = process.cpuUsage(before)
  return { ms: performance.now() - start, cpu: (user + system) / 1000 }
}
