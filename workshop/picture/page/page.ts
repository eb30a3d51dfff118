import { Player } from '../moments.ts'
import { cellFor, layout } from '../layout.ts'
import { LIVE_EVENTS } from '../trail.ts'
import type { Event } from '../trace.ts'
import { draw } from './draw.ts'
import type { Actions } from './controls.ts'
import { listenControls } from './controls.ts'
import { listenKeys, makeReachable } from './keys.ts'
import { element, showDetails, showMoments, showSentences, showViews } from './panels.ts'
import { openTrace } from './stream.ts'
import { listenTheme } from './theme.ts'

const PLAY_MS = 1200

let player = new Player()
const slider = element('slider', HTMLInputElement)
let index = 0
let chosen: string | null = null
/** Width of a block; where a trace has ended, it is the same at every moment. */
let cell: number | undefined
let timer: number | undefined
/** True while the picture follows what comes in. */
let following = true
let scheduled = false
/** The moment of the first difference. */
let different: number | null = null

listenTheme()
const actions: Actions = {
  step: (by) => go(index + by),
  ends: (last) => go(last ? player.moments.length - 1 : 0),
  play: toggle,
  choose,
  go
}
listenKeys(actions)
listenControls(actions)
void load()

async function load(): Promise<void> {
  let live = false
  try {
    const trace = await openTrace()
    live = trace.live
    if (live) player = new Player(LIVE_EVENTS)
    tellLive(live ? 'live' : null)
    for await (const events of trace.parts) {
      for (const event of events) push(event)
      if (live) follow()
    }
    if (live) return tellLive('ended: start npm run look again')
    fit()
    go(different ?? player.moments.length - 1)
  } catch (error) {
    if (live) tellLive('ended: start npm run look again')
    if (player.moments.length > 0) return
    const text = error instanceof Error ? error.message : String(error)
    element('caption', HTMLElement).textContent = `There is nothing to show: ${text}`
  }
}

/** Blocks are as wide as the newest moment has room for. */
function fit(): void {
  const scroll = document.querySelector('#lanes .scroll')
  cell = cellFor(player.stateAt(player.moments.length - 1), scroll?.clientWidth ?? 0)
}

function tellLive(text: string | null): void {
  element('live', HTMLElement).hidden = text === null
  element('live', HTMLElement).textContent = text
}

function push(event: Event): void {
  const gone = player.push(event)
  if (!following) index = Math.max(0, index - gone)
  if (different !== null) different -= gone
  if (event.type === 'trace') {
    document.title = event.title
    element('title', HTMLElement).textContent = event.title
  }
  if (event.type === 'difference') tellDifference(event.sentence)
}

function tellDifference(sentence: string): void {
  different = player.moments.length - 1
  const banner = element('difference', HTMLElement)
  banner.querySelector('span')!.textContent = sentence
  banner.querySelector('button')!.addEventListener('click', () => go(different ?? 0))
}

/** Goes to the newest moment, unless somebody looks at an older one; many events are one drawing. */
function follow(): void {
  if (scheduled) return
  scheduled = true
  requestAnimationFrame(() => {
    scheduled = false
    if (following) go(player.moments.length - 1)
    else show()
  })
}

function go(to: number): void {
  const last = player.moments.length - 1
  index = Math.max(0, Math.min(to, last))
  following = index === last
  show()
}

function show(): void {
  const state = player.stateAt(index)
  const moment = player.moments[index]
  slider.max = String(Math.max(0, player.moments.length - 1))
  slider.value = String(index)
  const place = `${index + 1} of ${player.moments.length}`
  slider.setAttribute('aria-valuetext', `${place}: ${moment?.caption ?? ''}`)
  element('place', HTMLElement).textContent = place
  const caption = element('caption', HTMLElement)
  if (caption.textContent !== moment?.caption) caption.textContent = moment?.caption ?? ''
  draw(layout(state, cell), chosen)
  makeReachable(chosen)
  showDetails(state, chosen)
  showViews(state)
  showSentences(state)
  showMoments(player.moments, index)
  caption.classList.toggle('different', index === different)
  element('difference', HTMLElement).hidden = different === null || index === different
  document.body.dataset.moment = String(index)
}

function choose(id: string): void {
  chosen = chosen === id ? null : id
  show()
}

function toggle(): void {
  const playing = timer !== undefined
  window.clearInterval(timer)
  timer = undefined
  element('play', HTMLElement).textContent = playing ? 'Play' : 'Pause'
  if (playing) return
  if (index === player.moments.length - 1) go(0)
  timer = window.setInterval(() => {
    go(index + 1)
    if (index === player.moments.length - 1) toggle()
  }, PLAY_MS)
}
