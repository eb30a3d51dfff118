import type { Letter } from '../trace.ts'

/** Squares, circles and hexagons as on the slides, then three more: colour is never the only sign. */
const CORNERS = [4, 0, 6, 3, 5, 8]
const TURN = [45, 0, 0, 30, -18, 22.5]
const GROW = [1.25, 1, 1.12, 1.3, 1.15, 1.08]
export const RADIUS = 17
export const KINDS = CORNERS.length

/** Which of the shapes and colours a writer has. */
export function kindOf(letter: Letter): number {
  const last = letter.charCodeAt(letter.length - 1) - 'A'.charCodeAt(0)
  return ((last % KINDS) + KINDS) % KINDS
}

/** The outline of a writer's shape around 0, 0. */
export function outline(letter: Letter, radius: number): string {
  const kind = kindOf(letter)
  const corners = CORNERS[kind]!
  if (corners === 0)
    return `M${-radius} 0a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`
  const size = radius * GROW[kind]!
  const points = Array.from({ length: corners }, (_, at) => {
    const angle = ((TURN[kind]! + (at * 360) / corners) * Math.PI) / 180
    return `${round(size * Math.cos(angle))} ${round(size * Math.sin(angle))}`
  })
  return `M${points.join('L')}z`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
