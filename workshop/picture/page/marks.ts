import { select } from 'd3-selection'

import type { Mark } from '../drawing.ts'
import { RADIUS, kindOf, outline } from './shapes.ts'

/** Where the name stands below a block. */
const NAME_Y = 33
/** Characters that fit into a shape side by side. */
const MAX_LABEL = 3

/** Draws blocks, each in its writer's shape, and moves those that are there already. */
export function drawMarks(group: string, marks: Mark[], chosen: string | null): void {
  select(group)
    .selectAll<SVGGElement, Mark>('g.mark')
    .data(marks, ({ id }) => id)
    .join((enter) => enter.append('g').each(makeMark))
    .order()
    .attr('class', ({ writer, state }) => `mark kind-${kindOf(writer)} ${state}`)
    .classed('chosen', ({ id }) => id === chosen)
    .classed('hollow', ({ hollow }) => hollow)
    .classed('long', ({ label }) => label.length > 2)
    .classed('longer', ({ label }) => label.length > MAX_LABEL)
    .classed('longest', ({ label }) => label.length > 5)
    .style('transform', ({ x, y }) => `translate(${x}px, ${y}px)`)
    .attr('aria-label', ({ title, state }) => `${title}${SAID[state]}`)
    .attr('aria-pressed', ({ id }) => String(id === chosen))
    .each(function ({ name, state }) {
      select(this).select('.name').text(name)
      select(this).select('.badge').text(BADGES[state])
    })
}

const BADGES = { plain: '', fresh: '', again: '↻', culprit: '!' }
const SAID = {
  plain: '',
  fresh: ', new',
  again: ', applied again',
  culprit: ', the first difference'
}

function makeMark(this: SVGGElement, { id, writer, label }: Mark): void {
  const group = select(this).attr('role', 'button').attr('tabindex', -1).attr('data-block', id)
  group
    .append('path')
    .attr('class', 'ring')
    .attr('d', outline(writer, RADIUS + 5))
  group.append('path').attr('class', 'shape').attr('d', outline(writer, RADIUS))
  const text = group.append('text').attr('class', 'label')
  // What is too long for its shape takes two lines: the writer, and the block's place.
  const lines = label.length > MAX_LABEL ? [writer, label.slice(writer.length)] : [label]
  text
    .selectAll('tspan')
    .data(lines)
    .join('tspan')
    .attr('x', 0)
    .attr('dy', (_, at) => (at > 0 ? '1em' : lines.length > 1 ? '-0.14em' : '0.36em'))
    .text((line) => line)
  group.append('text').attr('class', 'name').attr('y', NAME_Y)
  group
    .append('text')
    .attr('class', 'badge')
    .attr('x', RADIUS + 9)
    .attr('y', -RADIUS + 7)
}
