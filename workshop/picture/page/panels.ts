import { select } from 'd3-selection'

import type { Moment } from '../moments.ts'
import { nameOf } from '../names.ts'
import type { PeerState, State } from '../state.ts'
import { blockDetails, describeState } from '../words.ts'

/** Moments that are listed, around the one that is shown. */
const LISTED = 200

/** An element of the page, which must be there. */
export function element<E extends Element>(id: string, kind: new () => E): E {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`the page has no ${id}`)
  return found
}

export function showDetails(state: State, chosen: string | null): void {
  const panel = select('#details')
  panel.select('h2').text(chosen === null ? 'Block' : `Block ${chosen}`)
  panel.select('p').attr('hidden', chosen === null ? null : '')
  const pairs = chosen === null ? [] : blockDetails(state, chosen)
  panel
    .select('dl')
    .selectAll('div')
    .data(pairs)
    .join((enter) => enter.append('div').call((pair) => (pair.append('dt'), pair.append('dd'))))
    .each(function ([name, value]) {
      select(this).select('dt').text(name)
      select(this).select('dd').text(value)
    })
}

/** Rows of all views, side by side; where peers with one order don't agree about one, it is marked. */
export function showViews(state: State): void {
  const peers = [...state.peers.values()].filter(({ rows }) => rows !== null)
  const lines = [...new Set(peers.flatMap(({ rows }) => rows ?? []))].sort()
  const panel = select('#views').attr('hidden', peers.length > 0 ? null : '')
  const table = panel.select('table')
  const cells = lines.map((line) => {
    const has = peers.map(({ rows }) => rows?.includes(line) ?? false)
    return { line, has, same: agree(peers, has) }
  })
  table
    .selectAll('tr')
    .data([null, ...cells])
    .join('tr')
    .classed('differs', (cell) => cell !== null && !cell.same)
    .each(function (cell) {
      const texts = cell
        ? [cell.line, ...cell.has.map((has) => (has ? 'yes' : 'no'))]
        : ['entry', ...peers.map(({ id }) => id)]
      const row = select(this).selectAll('th, td').data(texts)
      row.exit().remove()
      row
        .enter()
        .append((_, at) => document.createElement(at === 0 || cell === null ? 'th' : 'td'))
        .attr('scope', (_, at) => (cell === null ? 'col' : at === 0 ? 'row' : null))
        .merge(row as never)
        .text((text) => text)
        .attr('title', (_, at) =>
          cell === null && at > 0 ? nameOf(state, peers[at - 1]!.id) : null
        )
    })
}

/** Peers that are apart may read different rows: that is no fault. */
function agree(peers: PeerState[], has: boolean[]): boolean {
  const answers = new Map<string, boolean>()
  return peers.every(({ order }, at) => {
    const key = order.join()
    const first = answers.get(key) ?? has[at]!
    answers.set(key, first)
    return first === has[at]
  })
}

export function showSentences(state: State): void {
  select('#sentences')
    .selectAll('li')
    .data(describeState(state))
    .join('li')
    .text((sentence) => sentence)
}

/** The moment that the list showed last. */
let shown = -1

export function showMoments(moments: Moment[], index: number): void {
  const from = Math.max(0, Math.min(index - LISTED / 2, moments.length - LISTED))
  select('#moments')
    .attr('start', from + 1)
    .selectAll('li')
    .data(moments.slice(from, from + LISTED))
    .join((enter) =>
      enter.append('li').call((item) => item.append('button').attr('type', 'button'))
    )
    .select('button')
    .attr('data-moment', (_, at) => from + at)
    .attr('aria-current', (_, at) => (from + at === index ? 'step' : null))
    .text(({ caption }) => caption)
  if (index !== shown) bringToSight(element('moments', HTMLElement))
  shown = index
}

/** The moment that is shown, in the list; unless somebody is reading there. */
function bringToSight(list: HTMLElement): void {
  if (list.matches(':hover, :focus-within')) return
  const item = list.querySelector<HTMLElement>('[aria-current]')
  if (item) list.scrollTop = item.offsetTop - list.clientHeight / 2
}
