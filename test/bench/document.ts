import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as prettier from 'prettier'

import { Figures, round } from './figures.ts'
import type { Figure } from './figures.ts'
import { sizesOf, targetRows } from './targets.ts'

const PATH = join(import.meta.dirname, '..', '..', 'docs', 'performance.md')
/** In the document: `<!-- measured: NAME -->…<!-- end -->`. */
const PLACE = /(<!-- measured: ([a-z ]+) -->)[^]*?(<!-- end -->)/g

/** What a run puts into the document, by the name of its place. */
const PLACES: Record<string, (figures: Figures, machine: string) => string> = {
  machine: (_, machine) => machine,
  targets: (figures) => {
    const rows = targetRows(figures).map((each) => Object.values(each))
    return table(['figure', 'target', 'reached', 'enough'], rows)
  },
  loads: (figures) =>
    sides(figures, ['one', 'spread', 'lone', 'apart-one', 'apart-all'], (part) => PARTS[part]!),
  pauses: (figures) => sides(figures, ['pauses'], () => 'lone puts'),
  import: (figures) => sides(figures, ['import'], () => 'import'),
  long: (figures) =>
    table(
      ['what', 'figure'],
      figures.all
        .filter(({ part }) => part === 'long')
        .map((each) => [each.name, valueOf(figures, each)])
    ),
  size: (figures) => {
    const parts = ['size', ...sizesOf(figures).map((size) => `size ${size}`)]
    return sides(figures, parts, (part) => (part === 'size' ? '' : part.replace('size', 'at')))
  },
  layers: (figures) => {
    const layers = figures.all.filter(({ of, part }) => of === 'alone' || part === 'split')
    return table(
      ['part', 'what', 'figure'],
      layers.map((each) => [each.part, each.name, valueOf(figures, each)])
    )
  }
}

/** What the parts of a run are called in the document. */
const PARTS: Record<string, string> = {
  one: 'one writer',
  spread: 'all writers',
  lone: 'one writer',
  'apart-one': 'three processes, one writer',
  'apart-all': 'three processes, all writers'
}

/** Puts the figures of a run into docs/performance.md; what it hasn't measured stays as it was. */
export async function writeDocument(report: { machine: string; figures: Figure[] }): Promise<void> {
  const figures = new Figures(report.figures)
  const text = readFileSync(PATH, 'utf8').replace(
    PLACE,
    (whole, start: string, name: string, end: string) => {
      const content = PLACES[name]?.(figures, report.machine)
      if (content === undefined) throw new Error(`docs/performance.md: nobody measures ${name}`)
      return content === '' ? whole : `${start}${content}${end}`
    }
  )
  const options = await prettier.resolveConfig(PATH)
  writeFileSync(PATH, await prettier.format(text, { ...options, filepath: PATH }))
}

/** Both kinds side by side; nothing if the run has none of these parts. */
function sides(figures: Figures, parts: string[], label: (part: string) => string): string {
  const ours = figures.all.filter(({ part, of }) => parts.includes(part) && of === 'ours')
  const rows = ours.map((each) => {
    const naive = figures.find(each.part, 'naive', each.name)
    const ratio = figures.ratio(each, naive)
    const name = [label(each.part), each.name].filter((text) => text !== '').join(', ')
    const theirs = naive === undefined ? '–' : valueOf(figures, naive)
    return [name, theirs, valueOf(figures, each), ratio === null ? '–' : round(ratio)]
  })
  return table(['what', 'baseline', 'this registry', 'ratio'], rows)
}

function valueOf(figures: Figures, { part, of, name, unit }: Figure): string {
  return `${round(figures.median(part, of, name)!)} ${unit}`
}

function table(heads: string[], rows: string[][]): string {
  if (rows.length === 0) return ''
  const lines = [heads, heads.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`)
  return `\n\n${lines.join('\n')}\n\n`
}
