import type { Actions } from './controls.ts'

/** Keys of the whole page; in a drawing the arrows go from block to block. */
export function listenKeys(actions: Actions): void {
  document.addEventListener('click', (event) => {
    const block = blockOf(event.target)
    if (block) actions.choose(block.dataset.block ?? '')
  })
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return
    const block = blockOf(event.target)
    if (block ? inDrawing(event, block, actions) : onPage(event, actions)) event.preventDefault()
  })
  // What scrolls in one order scrolls in all: they are to be compared.
  document.addEventListener('scroll', scrollTogether, { capture: true, passive: true })
}

/** One block of each drawing is reached by Tab: the chosen one, or the newest. */
export function makeReachable(chosen: string | null): void {
  for (const drawing of document.querySelectorAll('.marks')) {
    const marks = [...drawing.querySelectorAll<SVGGElement>('.mark')]
    const focused = marks.find((mark) => mark === document.activeElement)
    const first = focused ?? marks.find(({ dataset }) => dataset.block === chosen) ?? marks.at(-1)
    for (const mark of marks) mark.setAttribute('tabindex', mark === first ? '0' : '-1')
  }
}

function onPage({ key, target }: KeyboardEvent, actions: Actions): boolean {
  const slider = target instanceof HTMLInputElement
  const button =
    target instanceof HTMLButtonElement ||
    (target instanceof HTMLElement && target.tagName === 'SUMMARY')
  if (key === 'ArrowRight' && !slider) actions.step(1)
  else if (key === 'ArrowLeft' && !slider) actions.step(-1)
  else if (key === 'Home' && !slider) actions.ends(false)
  else if (key === 'End' && !slider) actions.ends(true)
  else if (key === ' ' && !button) actions.play()
  else return false
  return true
}

function inDrawing({ key }: KeyboardEvent, block: SVGElement, actions: Actions): boolean {
  if (key === 'Enter' || key === ' ') {
    actions.choose(block.dataset.block ?? '')
    return true
  }
  const next = neighbour(block, key)
  if (!next) return key.startsWith('Arrow')
  block.setAttribute('tabindex', '-1')
  next.setAttribute('tabindex', '0')
  next.focus()
  return true
}

/** The block that is nearest in that direction. */
function neighbour(block: SVGElement, key: string): SVGElement | null {
  const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
    key
  ] ?? [0, 0]
  if (dx === 0 && dy === 0) return null
  const here = block.getBoundingClientRect()
  const ways = [...(block.parentElement?.querySelectorAll<SVGElement>('.mark') ?? [])].flatMap(
    (mark) => {
      const there = mark.getBoundingClientRect()
      const [x, y] = [there.x - here.x, there.y - here.y]
      const ahead = x * dx! + y * dy!
      const aside = Math.abs(x * dy!) + Math.abs(y * dx!)
      return ahead > 1 ? [{ mark, far: ahead + 2 * aside }] : []
    }
  )
  return ways.sort((a, b) => a.far - b.far)[0]?.mark ?? null
}

function blockOf(target: EventTarget | null): SVGElement | null {
  return target instanceof Element ? target.closest<SVGElement>('[data-block]') : null
}

function scrollTogether({ target }: Event): void {
  if (!(target instanceof HTMLElement) || !target.closest('#rows')) return
  for (const other of document.querySelectorAll('#rows .scroll')) {
    if (other.scrollLeft !== target.scrollLeft) other.scrollLeft = target.scrollLeft
  }
}
