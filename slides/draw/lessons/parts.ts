import { block, text } from '../kit.ts'
import type { Peer } from '../kit.ts'

/** The instances of the later lessons go by number, and have the shapes of Ada, Ben and Cleo. */
export const SHAPES: Record<string, Peer | 'plain'> = {
  one: 'ada',
  two: 'ben',
  three: 'cleo',
  four: 'plain'
}
const SIGNS: Record<string, string> = { one: '1', two: '2', three: '3', four: '4' }

export function sign(name: string, x: number, y: number, r = 24): string {
  return block(SHAPES[name] ?? 'plain', x, y, SIGNS[name] ?? '', r)
}

/** An instance: its sign, its name, and what it is at the moment. */
export function instance(name: string, x: number, y: number, role: string, w = 210): string {
  return (
    `<rect class="s-plain" x="${x}" y="${y}" width="${w}" height="84" rx="12"/>` +
    sign(name, x + 42, y + 42) +
    text(x + 80, y + 28, name, { size: 24, bold: true, anchor: 'start' }) +
    text(x + 80, y + 58, role, { size: 21, anchor: 'start' })
  )
}

/** A line of words that begins at x. */
export function say(x: number, y: number, words: string | string[], bold = false): string {
  return text(x, y, words, { size: 23, anchor: 'start', bold })
}

/** A strip that explains what stands under it. */
export function heading(x: number, y: number, words: string): string {
  return text(x, y, words, { size: 26, anchor: 'start', bold: true })
}
