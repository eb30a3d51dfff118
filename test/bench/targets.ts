import type { Figures, Of } from './figures.ts'
import { round } from './figures.ts'

/** What one run should reach. */
export interface Target {
  figure: string
  /** The bound, as people read it. */
  target: string
  reached: (figures: Figures) => number | null
  /** True for what was reached, if it is enough. */
  holds: (value: number) => boolean
  unit?: string
}

/** A line of the table: what was reached, and whether that is enough. */
export interface Row {
  figure: string
  target: string
  reached: string
  verdict: 'yes' | 'no' | 'not measured'
}

const ANSWERED = '64 in flight: answered'
const P99 = '64 in flight: to the answer, p99'

/** In one run, on one machine: ratios to the baseline, and to HyperDB alone. */
const TARGETS: Target[] = [
  naive('one writer, 64 in flight', 'one', ANSWERED, 6),
  naive('all three writers, 64 in flight', 'spread', ANSWERED, 10),
  naive('three processes, 64 in flight, one writer', 'apart-one', ANSWERED, 5),
  naive('three processes, 64 in flight, all writers', 'apart-all', ANSWERED, 8),
  naive('one writer, 256 in flight', 'one', '256 in flight: answered', 10),
  naive('one at a time', 'lone', '1 in flight: answered', 2.5),
  alone('64 in flight', ['one', ANSWERED], 64, 0.3),
  alone('import through three', ['import', 'signed, all views level'], 1000, 0.3),
  growth('one at a time', 1, 1.2),
  growth('64 in flight', 64, 1.2),
  most('p99 to the answer, 64 in flight, one writer', 'one', P99, 200, 'ms'),
  most('p99 to the answer, 64 in flight, spread', 'spread', P99, 200, 'ms'),
  most('a lone put: answered', 'pauses', 'answered, p50', 15, 'ms'),
  most('a lone put: signed', 'pauses', 'signed, p50', 350, 'ms'),
  most('a put is on the live page', 'picture', 'it is on the page, p50', 200, 'ms'),
  most('the recorder, on a grader’s orders', 'recorder', 'what the recorder adds', 10, '%'),
  largest('two indexers admitted', 10),
  largest('full copy', 10),
  most('lone puts left unsigned', 'pauses', 'left unsigned', 0, 'puts'),
  most(
    'longest without an answer, spread',
    'spread',
    '64 in flight: longest without an answer',
    3000,
    'ms'
  ),
  most(
    'longest without a signature, spread',
    'spread',
    '64 in flight: longest without a signature',
    3000,
    'ms'
  )
]

export function targetRows(figures: Figures): Row[] {
  return TARGETS.map(({ figure, target, unit = '', reached, holds }) => {
    const value = reached(figures)
    if (value === null) return { figure, target, reached: '–', verdict: 'not measured' }
    const text = `${round(value)} ${unit}`.trim()
    return { figure, target, reached: text, verdict: holds(value) ? 'yes' : 'no' }
  })
}

function naive(what: string, part: string, name: string, bound: number): Target {
  return {
    figure: `${what} ÷ the baseline`,
    target: `≥ ${bound}`,
    reached: (figures) =>
      figures.ratio(figures.find(part, 'ours', name), figures.find(part, 'naive', name)),
    holds: (value) => value >= bound
  }
}

function alone(what: string, [part, name]: [string, string], size: number, bound: number): Target {
  return {
    figure: `${what} ÷ HyperDB alone at ${size} a transaction`,
    target: `≥ ${bound}`,
    reached: (figures) => {
      const below = figures.find(part, 'alone', `HyperDB, ${size} a transaction`)
      return figures.ratio(figures.find(part, 'ours', name), below)
    },
    holds: (value) => value >= bound
  }
}

/** The same figure at the largest size of the base and at the smallest. */
function growth(what: string, inFlight: number, bound: number): Target {
  return {
    figure: `CPU per put at the largest size ÷ at the smallest, ${what}`,
    target: `≤ ${bound}`,
    reached: (figures) => {
      const sizes = sizesOf(figures)
      const name = `${inFlight} in flight: CPU per put, all instances`
      const at = (size: number) => figures.find(`size ${size}`, 'ours', name)
      if (sizes.length < 2) return null
      return figures.ratio(at(Math.max(...sizes)), at(Math.min(...sizes)))
    },
    holds: (value) => value <= bound
  }
}

function largest(what: string, bound: number): Target {
  return {
    figure: `${what} at the largest size`,
    target: `≤ ${bound} s`,
    unit: 's',
    reached: (figures) => {
      const sizes = sizesOf(figures)
      return sizes.length === 0
        ? null
        : figures.median('size', 'ours', `${what} at ${Math.max(...sizes)}`)
    },
    holds: (value) => value <= bound
  }
}

function most(figure: string, part: string, name: string, bound: number, unit: string): Target {
  return {
    figure,
    target: `≤ ${bound} ${unit}`,
    unit,
    reached: (figures) => figures.median(part, 'ours', name),
    holds: (value) => value <= bound
  }
}

/** The sizes of the base that this run has measured. */
export function sizesOf({ all }: Figures, of: Of = 'ours'): number[] {
  const sizes = all.flatMap((each) => {
    const size = each.of === of ? /^size (\d+)$/.exec(each.part)?.[1] : undefined
    return size === undefined ? [] : [Number(size)]
  })
  return [...new Set(sizes)].sort((a, b) => a - b)
}
