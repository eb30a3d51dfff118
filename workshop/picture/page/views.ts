import { select } from 'd3-selection'

import type { State } from '../state.ts'
import { headOf, viewTable } from '../view-table.ts'
import type { ViewCell } from '../view-table.ts'

/** One row per name with what each peer reads; what is not as a peer's order says is marked. */
export function showViews(state: State): void {
  const { peers, rows } = viewTable(state)
  const panel = select('#views').attr('hidden', peers.length > 0 ? null : '')
  const heads = ['name', ...peers.map(headOf)]
  const table = panel.select('table')
  table
    .selectAll('tr.head')
    .data([heads])
    .join('tr')
    .attr('class', 'head')
    .selectAll('th')
    .data((each) => each)
    .join('th')
    .attr('scope', 'col')
    .text((text) => text)
  const drawn = table.selectAll('tr.name').data(rows).join('tr').attr('class', 'name')
  drawn
    .selectAll('th')
    .data(({ name }) => [name])
    .join('th')
    .attr('scope', 'row')
    .text((name) => name)
  drawn
    .selectAll<HTMLTableCellElement, ViewCell>('td')
    .data(({ name, cells }) => cells.map((cell) => ({ ...cell, ...textsOf(cell, name) })))
    .join('td')
    .classed('wrong', ({ wants }) => wants !== null)
    .selectAll('span')
    .data(({ texts }) => texts)
    .join('span')
    .text((text) => text)
  const wrong = rows.some(({ cells }) => cells.some(({ wants }) => wants !== null))
  panel.select('#wrong').attr('hidden', wrong ? null : '')
}

/** The lines of a cell: the block whose put it is, then the entry without its name. */
function textsOf({ lines, put, wants }: ViewCell, name: string): { texts: string[] } {
  if (lines === null) return { texts: ['not read'] }
  const said = lines.map((line) => line.slice(name.length).replace(/[()]/g, '').trim())
  const from = put ?? (lines.length > 0 ? 'no put' : '–')
  if (wants === null) return { texts: [from, ...said] }
  return { texts: [`${from} !`, ...said, `its order: ${wants}`] }
}
