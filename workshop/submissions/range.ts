import { pickSteps } from '../grade/layout.ts'

/** The steps that `09-11`, `03,05` or `03-dispatch` mean; all without a text. */
export function pickRange(steps: string[], text = ''): string[] {
  const words = text.split(',').filter(Boolean)
  if (words.length === 0) return steps
  const picked = words.flatMap((word) => {
    const [, first, last] = /^(\d\d?)-(\d\d?)$/.exec(word) ?? []
    if (!first || !last) return pickSteps(steps, [word])
    const from = first.padStart(2, '0')
    const to = last.padStart(2, '0')
    const found = steps.filter((step) => step.slice(0, 2) >= from && step.slice(0, 2) <= to)
    if (found.length === 0) throw new Error(`There are no steps ${word}: ${steps.join(', ')}`)
    return found
  })
  return steps.filter((step) => picked.includes(step))
}
