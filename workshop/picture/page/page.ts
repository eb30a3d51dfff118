import { Player } from '../moments.ts'
import { cellFor, layout } from '../layout.ts'
import { LIVE_EVENTS } from '../trail.ts'
import type { Event } from '../trace.ts'
import { draw } from './draw.ts'
import type { Actions } from './controls.ts'
import { listenControls } from './controls.ts'
import { listenKeys, makeReachable } from './keys.ts'
import { element, showDetails, showMoments, showSentences } from './panels.ts'
import { openTrace } from './stream.ts'
import { listenTheme } from './theme.ts'
import { showViews } from './views.ts'

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

listenTheme()
const actions: Actions = {
  step: (by) => go(index + by),
  // From the first moment once more: to those in which the peers were started.
  ends: (last) => go(last ? player.moments.length - 1 : index > player.start ? player.start : 0),
  setup: () => go(0),
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
    go(player.different ?? player.moments.length - 1)
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
  if (event.type === 'trace') {
    document.title = event.title
    element('title', HTMLElement).textContent = event.title
  }
  if (event.type === 'difference') tellDifference(event.sentence)
}

function tellDifference(sentence: string): void {
  const banner = element('difference', HTMLElement)
  banner.querySelector('span')!.textContent = sentence
  banner.querySelector('button')!.addEventListener('click', () => go(player.different ?? 0))
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
  const { start, different } = player
  slider.min = String(index < start ? 0 : start)
  slider.max = String(Math.max(0, player.moments.length - 1))
  slider.value = String(index)
  const place = placeOf(index)
  slider.setAttribute('aria-valuetext', `${place}: ${moment?.caption ?? ''}`)
  element('place', HTMLElement).textContent = place
  const caption = element('caption', HTMLElement)
  if (caption.textContent !== moment?.caption) caption.textContent = moment?.caption ?? ''
  draw(layout(state, cell), chosen)
  makeReachable(chosen)
  showDetails(state, chosen)
  showViews(state)
  showSentences(state)
  showMoments(player, index)
  element('setup', HTMLElement).hidden = start === 0
  const banner = element('difference', HTMLElement)
  banner.hidden = different === null
  banner.querySelector('button')!.hidden = index === different
  document.body.dataset.moment = String(index)
}

/** Moments in which the peers are started and admitted have a count of their own. */
function placeOf(at: number): string {
  const { start, moments } = player
  return at < start
    ? `setup ${at + 1} of ${start}`
    : `${at - start + 1} of ${moments.length - start}`
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
  if (index === player.moments.length - 1) go(player.start)
  timer = window.setInterval(() => {
    go(index + 1)
    if (index === player.moments.length - 1) toggle()
  }, PLAY_MS)
}
