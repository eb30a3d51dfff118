// Runs in the browser, on the deck: what is wrong with the slides, as texts.

const SLACK = 1.5
const ENOUGH = 4.5
/** Pixels of paper that stay empty. */
const EDGE = 20
/** Pixels on a slide of 1280 by 720. */
const LEAST = 18

/** Steps through all states of one slide; returns its problems, each with the state it is seen in. */
window.audit = (index, { colours }) => {
  deck.slide(index, 0, -1)
  const slide = deck.getCurrentSlide()
  const states = [...slide.querySelectorAll('.fragment')].map((el) => +el.dataset.fragmentIndex)
  const found = new Map()
  for (let state = -1; state <= Math.max(-1, ...states); state++) {
    deck.slide(index, 0, state)
    const problems = [...overflow(slide), ...pictures(slide), ...(colours ? contrast(slide) : [])]
    for (const problem of problems) {
      if (!found.has(problem)) found.set(problem, `${problem} (fragment ${state + 1})`)
    }
  }
  return [...found.values()]
}

/** Of the whole page, once. */
window.auditPage = () => {
  const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id)
  return ids.filter((id, n) => ids.indexOf(id) !== n).map((id) => `two elements have the id ${id}`)
}

/** Of the deck as it is printed. */
window.auditPrint = () => {
  const pages = [...document.querySelectorAll('.pdf-page')]
  return pages.flatMap((page, n) => {
    const { left, right, top, bottom } = page.getBoundingClientRect()
    const frame = { left: left + EDGE, right: right - EDGE, top: top + EDGE, bottom }
    const lost = [...texts(page)].filter(({ element, rect }) => {
      return !element.closest('.slide-number, .slide-number-pdf') && !within(rect, frame)
    })
    return lost.map(({ words }) => `page ${n + 1}: too near the edge: ${words}`)
  })
}

/** Of one picture, alone on its page. */
window.auditPicture = () => {
  const place = document.querySelector('div')
  return [...overflow(place), ...pictures(place), ...contrast(place)]
}

function* overflow(slide) {
  const frame = slide.getBoundingClientRect()
  const screen = { left: 0, top: 0, right: innerWidth, bottom: innerHeight }
  for (const { element, rect, words } of texts(slide)) {
    if (!within(rect, frame) || !within(rect, screen)) yield `leaves the slide: ${words}`
    const size = pixels(element)
    if (size < LEAST) yield `too small, ${size.toFixed(0)} px: ${words}`
    const box = element.closest('svg') && shapeUnder(element, rect)
    if (box && !within(rect, box.getBoundingClientRect())) yield `leaves its box: ${words}`
  }
  for (const element of slide.querySelectorAll('.body, .body > *, pre code')) {
    if (!isSeen(element)) continue
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element
    const name = element.tagName.toLowerCase()
    if (!within(element.getBoundingClientRect(), frame)) yield `leaves the slide: ${name}`
    if (scrollWidth > clientWidth + SLACK) yield `wider than its place: ${name}`
    if (name !== 'figure' && scrollHeight > clientHeight + SLACK) {
      yield `higher than its place: ${name}`
    }
  }
}

function* pictures(slide) {
  for (const picture of slide.querySelectorAll('svg')) {
    const says = (name) => picture.querySelector(`:scope > ${name}`)?.textContent.trim().length > 9
    if (picture.getAttribute('role') !== 'img') yield 'a picture without its role'
    if (!says('title') || !says('desc')) yield 'a picture without its text'
    const words = [...texts(picture)].filter(({ element }) => onTop(element))
    for (const [n, one] of words.entries()) {
      const other = words.slice(n + 1).find(({ rect }) => overlap(one.rect, rect))
      if (other) yield `two texts overlap: ${one.words} / ${other.words}`
    }
  }
}

function* contrast(slide) {
  for (const { element, rect, words } of texts(slide)) {
    const below = backgrounds(element, rect)
    if (below === null) continue
    const { color, fill } = getComputedStyle(element)
    const ink = over(below, parse(element.closest('svg') ? fill : color), opacity(element))
    const ratio = (luminance(ink) + 0.05) / (luminance(below) + 0.05)
    const value = Math.max(ratio, 1 / ratio)
    if (value < ENOUGH) yield `contrast ${value.toFixed(1)}: ${words}`
  }
}

/** Each text that is shown: its element, where it is, and how it begins. */
function* texts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode
    const element = node.parentElement.closest('text') ?? node.parentElement
    const words = node.textContent.trim()
    if (!words || element.closest('title, desc, aside') || !isSeen(element)) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    const rect = range.getBoundingClientRect()
    if (rect.width > 0) yield { element, rect, words: words.slice(0, 40) }
  }
}

/** Size of a text, had the slide its own 1280 pixels. */
function pixels(element) {
  const size = parseFloat(getComputedStyle(element).fontSize)
  return element.closest('svg') ? (size * element.getScreenCTM().a) / scale() : size
}

/** A picture alone on its page has no deck. */
function scale() {
  return window.deck?.getScale() ?? 1
}

function isSeen(element) {
  return element.checkVisibility({ opacityProperty: true, visibilityProperty: true })
}

/** True unless something opaque lies on the text. */
function onTop(element) {
  return backgrounds(element, element.getBoundingClientRect()) !== null
}

function under(rect) {
  return document.elementsFromPoint((rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2)
}

function shapeUnder(element, rect) {
  const area = rect.width * rect.height
  return under(rect).find((shape) => {
    if (!(shape instanceof SVGGeometryElement) || !isSeen(shape)) return false
    const { width, height } = shape.getBoundingClientRect()
    return shape.closest('svg') === element.closest('svg') && width * height > area
  })
}

/** The colour behind a text; null if something lies on it. */
function backgrounds(element, rect) {
  const stack = under(rect).filter(isSeen)
  const own = stack.findIndex((each) => each === element || element.contains(each))
  const layers = stack.map((each) => {
    const { backgroundColor, fill, fillOpacity } = getComputedStyle(each)
    if (each instanceof SVGTextContentElement || each.tagName === 'svg') return [0, 0, 0, 0]
    if (!(each instanceof SVGElement)) return parse(backgroundColor)
    return fill === 'none' ? [0, 0, 0, 0] : parse(fill, +fillOpacity)
  })
  const covers = layers.findIndex((layer, n) => layer[3] === 1 && !stack[n].contains(element))
  if (own >= 0 && covers >= 0 && covers < own) return null
  return layers.reduceRight((below, layer) => over(below, layer, 1), [255, 255, 255, 1])
}

function parse(colour, alpha = 1) {
  const [r = 0, g = 0, b = 0, a = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number)
  return [r, g, b, a * alpha]
}

function over(below, colour, alpha) {
  const a = colour[3] * alpha
  return [...[0, 1, 2].map((n) => colour[n] * a + below[n] * (1 - a)), 1]
}

function opacity(element) {
  let product = 1
  for (let each = element; each; each = each.parentElement)
    product *= +getComputedStyle(each).opacity
  return product
}

function luminance(colour) {
  const [r, g, b] = colour.slice(0, 3).map((value) => {
    const part = value / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function within(inner, outer) {
  return (
    inner.left >= outer.left - SLACK &&
    inner.right <= outer.right + SLACK &&
    inner.top >= outer.top - SLACK &&
    inner.bottom <= outer.bottom + SLACK
  )
}

/** Two lines of one text come close: only a real overlap counts. */
function overlap(one, other) {
  const x = Math.min(one.right, other.right) - Math.max(one.left, other.left)
  const y = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
  return x > 2 && y > Math.min(one.height, other.height) * 0.35
}
