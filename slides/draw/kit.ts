import { escape } from './shapes.ts'

export * from './shapes.ts'

/** A drawing for a slide; what moves does so with the fragments of reveal.js. */
export interface Picture {
  title: string
  /** What it shows, for those who don't see it. */
  desc: string
  width?: number
  height?: number
  body: string[]
}

export function render(name: string, { title, desc, width = 1168, height = 520, body }: Picture) {
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${name}-title ${name}-desc">
<title id="${name}-title">${escape(title)}</title>
<desc id="${name}-desc">${escape(desc)}</desc>
${body.filter(Boolean).join('\n')}
</svg>`
}

/** Comes with the fragment of that number. */
export function show(index: number, ...body: string[]): string {
  return `<g class="fragment" data-fragment-index="${index}">${body.join('')}</g>`
}

/** Goes with the fragment of that number. */
export function hide(index: number, ...body: string[]): string {
  return `<g class="fragment fade-out" data-fragment-index="${index}">${body.join('')}</g>`
}

/** Is there from one fragment until another. */
export function between(from: number, to: number, ...body: string[]): string {
  return hide(to, show(from, ...body))
}

/** Moves with the fragment of that number. */
export function move(index: number, dx: number, dy: number, ...body: string[]): string {
  return `<g class="fragment custom move" data-fragment-index="${index}" style="--dx:${dx}px;--dy:${dy}px">${body.join('')}</g>`
}
