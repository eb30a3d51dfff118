import { select } from 'd3-selection'

import type { Drawing, Lane, Link, Row } from '../drawing.ts'
import { ROW } from '../layout.ts'
import { BEHIND } from '../names.ts'
import { drawMarks } from './marks.ts'
import { RADIUS, kindOf, outline } from './shapes.ts'

/** Pixels that don't count as scrolled away. */
const SLACK = 40

/** Brings the page's two drawings to a state; what stays moves to its new place. */
export function draw(drawing: Drawing, chosen: string | null): void {
  const ends = atEnd()
  drawLanes(drawing, chosen)
  select('#rows')
    .selectAll<HTMLDivElement, Row>('.row')
    .data(drawing.rows, ({ id }) => id)
    .join((enter) => enter.append('div').attr('class', 'row').each(makeRow))
    .each(function (row) {
      drawRow(this, row, drawing.rowsWidth, chosen)
    })
  for (const scroll of ends()) scroll.scrollLeft = scroll.scrollWidth
}

/** What shows the newest block now goes on showing it: the others were scrolled by somebody. */
function atEnd(): () => Iterable<Element> {
  const all = () => document.querySelectorAll('main .scroll')
  const away = [...all()].filter((each) => {
    return each.scrollLeft + each.clientWidth < each.scrollWidth - SLACK
  })
  return () => [...all()].filter((each) => !away.includes(each))
}

function drawLanes(
  { lanesWidth, lanes, lanesHeight, blocks, links }: Drawing,
  chosen: string | null
) {
  const labels = select('#lane-labels')
    .selectAll<HTMLDivElement, Lane>('.lane')
    .data(lanes, ({ id }) => id)
    .join((enter) => enter.append('div').attr('class', 'lane').each(makeLane))
    .classed('down', ({ down }) => down)
    .style('top', ({ y }) => `${y}px`)
  labels.select('.role').text(({ role }) => role)

  const svg = select<SVGSVGElement, unknown>('#dag')
    .attr('width', lanesWidth)
    .attr('height', lanesHeight)
    .attr('aria-label', `${blocks.length} blocks in ${lanes.length} lanes, one per writer`)
  svg
    .select('.tracks')
    .selectAll<SVGLineElement, Lane>('line')
    .data(lanes, ({ id }) => id)
    .join('line')
    .attr('x2', lanesWidth)
    .attr('y1', ({ y }) => y)
    .attr('y2', ({ y }) => y)
  svg
    .select('.links')
    .selectAll<SVGPathElement, Link>('path')
    .data(links, ({ id }) => id)
    .join('path')
    .classed('chosen', ({ from, to }) => from === chosen || to === chosen)
    .attr('d', ({ path }) => path)
  drawMarks('#dag .marks', blocks, chosen)
}

function makeLane(this: HTMLDivElement, { id }: Lane): void {
  const label = select(this)
  label.append(() => sign(id))
  label.append('span').attr('class', 'role')
}

function makeRow(this: HTMLDivElement, { id, role }: Row): void {
  const label = select(this).attr('data-peer', id).append('div').attr('class', 'label')
  if (role !== 'reader') label.append(() => sign(id))
  const text = label.append('div')
  text.append('strong')
  text.append('span').attr('class', 'facts')
  const scroll = select(this).append('div').attr('class', 'scroll').attr('tabindex', -1)
  const svg = scroll.append('svg').attr('role', 'group').attr('height', ROW)
  svg.append('rect').attr('class', 'signed').attr('height', ROW)
  svg.append('line').attr('class', 'signed').attr('y2', ROW)
  svg.append('g').attr('class', 'marks')
}

function drawRow(node: HTMLDivElement, row: Row, width: number, chosen: string | null): void {
  const { name, facts, marks, signed, signedText, more, up, differs } = row
  const element = select(node)
    .classed('down', !up)
    .classed('empty', marks.length === 0)
    .classed('differs', differs)
  element.select('strong').text(name)
  const lines = marks.length > 0 && up ? [signedText, ...facts] : facts
  element
    .select('.facts')
    .selectAll<HTMLSpanElement, string>('span')
    .data(lines)
    .join('span')
    .classed('behind', (line) => line.startsWith(BEHIND))
    .text((line) => line)
  element
    .select('.scroll svg')
    .attr('width', width)
    .attr(
      'aria-label',
      `Order of ${name}: ${signedText}${more ? '; older blocks are not drawn' : ''}`
    )
  element.select('rect.signed').attr('width', signed ?? 0)
  element
    .select('line.signed')
    .attr('x1', signed ?? 0)
    .attr('x2', signed ?? 0)
    .attr('visibility', signed === null ? 'hidden' : 'visible')
  drawMarks(`#rows [data-peer='${row.id}'] .marks`, marks, chosen)
}

/** A peer's shape with its letter. */
function sign(letter: string): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  const box = RADIUS + 6
  select(svg)
    .attr('class', `sign kind-${kindOf(letter)}`)
    .attr('viewBox', `${-box} ${-box} ${2 * box} ${2 * box}`)
    .attr('aria-hidden', 'true')
    .call((drawn) => drawn.append('path').attr('class', 'shape').attr('d', outline(letter, RADIUS)))
    .call((drawn) => drawn.append('text').attr('class', 'label').attr('dy', '0.36em').text(letter))
  return svg
}
