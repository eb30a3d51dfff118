import { select } from 'd3-selection'

import type { Player } from '../moments.ts'
import type { State } from '../state.ts'
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

export function showSentences(state: State): void {
  select('#sentences')
    .selectAll('li')
    .data(describeState(state))
    .join('li')
    .text((sentence) => sentence)
}

/** The moment that the list showed last. */
let shown = -1

export function showMoments({ moments, start }: Player, index: number): void {
  const from = Math.max(0, Math.min(index - LISTED / 2, moments.length - LISTED))
  select('#moments')
    .selectAll('li')
    .data(moments.slice(from, from + LISTED))
    .join((enter) =>
      enter.append('li').call((item) => item.append('button').attr('type', 'button'))
    )
    .classed('setup', (_, at) => from + at < start)
    .attr('value', (_, at) => from + at - start + 1)
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
