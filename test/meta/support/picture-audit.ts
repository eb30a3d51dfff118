/** Run in the page: texts whose contrast with what is painted below them is less than 4.5. */
export const CONTRAST = `(() => {
  const rgb = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number)
  const light = (colour) => {
    const [r, g, b] = rgb(colour).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const clear = (colour) => colour === 'none' || rgb(colour)[3] === 0
  const behind = (element) => {
    const label = element.closest('svg .label')
    if (label) return getComputedStyle(label.parentElement.querySelector('.shape')).fill
    for (let each = element; each; each = each.parentElement) {
      const { backgroundColor } = getComputedStyle(each)
      if (!clear(backgroundColor)) return backgroundColor
    }
  }
  const texts = [...document.querySelectorAll('body *')].filter((each) => {
    return each.checkVisibility() && [...each.childNodes].some((node) => node.nodeType === 3 && node.data.trim())
  })
  return texts.flatMap((each) => {
    const style = getComputedStyle(each)
    const front = each instanceof SVGElement ? style.fill : style.color
    const [low, high] = [light(front), light(behind(each))].sort((a, b) => a - b)
    const contrast = (high + 0.05) / (low + 0.05)
    return contrast < 4.5 ? [each.textContent.trim().slice(0, 40) + ' ' + contrast.toFixed(1)] : []
  })
})()`

/** Run in the page: pairs of texts that lie upon each other. */
export const OVERLAPS = `(() => {
  // Of what scrolls, only the part that is in sight.
  const seen = (each) => {
    const { left, right, top, bottom } = each.getBoundingClientRect()
    const scroll = each.closest('#text ul, #text ol, .scroll')
    if (!scroll) return { left, right, top, bottom }
    const clip = scroll.getBoundingClientRect()
    const sideways = { left: Math.max(left, clip.left), right: Math.min(right, clip.right) }
    if (scroll.matches('.scroll')) return { ...sideways, top, bottom }
    return { ...sideways, top: Math.max(top, clip.top), bottom: Math.min(bottom, clip.bottom) }
  }
  const texts = [...document.querySelectorAll('svg text, h1, h2, button, #caption, #difference span, .facts span, .row strong, .role')]
    .filter((each) => each.checkVisibility() && each.textContent.trim() && !each.matches('.badge'))
    .map((each) => ({ each, box: seen(each) }))
    .filter(({ box }) => box.right > box.left && box.bottom > box.top)
  return texts.flatMap((a, n) => texts.slice(n + 1).flatMap((b) => {
    if (a.each.contains(b.each) || b.each.contains(a.each)) return []
    const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
    const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
    return width > 2 && height > 2 ? [a.each.textContent.trim() + ' | ' + b.each.textContent.trim()] : []
  }))
})()`
