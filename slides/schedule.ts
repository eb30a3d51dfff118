import { FORMATS } from './deck.ts'
import type { Format, Slide } from './deck.ts'

/** When something begins and how long it takes, in minutes; null if it is left out. */
export interface Slot {
  begins: number
  takes: number
}

export interface Row {
  name: string
  slots: Record<Format, Slot | null>
}

/** A row for each part or chapter, in the order of the slides. */
export function schedule(slides: Slide[], by: 'part' | 'label'): Row[] {
  const names = [...new Set(slides.map(({ chapter }) => chapter[by]))]
  const clock: Record<Format, number> = { 60: 0, 120: 0, 180: 0 }
  return names.map((name) => {
    const own = slides.filter(({ chapter }) => chapter[by] === name)
    const slots: Row['slots'] = { 60: null, 120: null, 180: null }
    for (const format of FORMATS) {
      const takes = total(own, format)
      if (takes > 0) slots[format] = { begins: clock[format], takes }
      clock[format] += takes
    }
    return { name, slots }
  })
}

export function total(slides: Slide[], format: Format): number {
  return slides.reduce((sum, { minutes }) => sum + minutes[format], 0)
}

/** For the speaker: when a slide's turn is, and how long, in each format. */
export function timing(slides: Slide[], slide: Slide): string {
  const before = slides.slice(0, slides.indexOf(slide))
  const times = FORMATS.map((format) => {
    const takes = slide.minutes[format]
    if (takes === 0) return `**${format} min** skip`
    return `**${format} min** at ${clock(total(before, format))}, ${takes}′`
  })
  return times.join(' · ')
}

/** For a terminal: a line a chapter. */
export function printSchedule(slides: Slide[]): string {
  const rows = schedule(slides, 'label')
  const width = Math.max(...rows.map(({ name }) => name.length))
  const lines = rows.map(({ name, slots }) => {
    const cells = FORMATS.map((format) => cell(slots[format]).padStart(13))
    return name.padEnd(width) + cells.join('')
  })
  const head = ''.padEnd(width) + FORMATS.map((format) => `${format} min`.padStart(13)).join('')
  const sums = FORMATS.map((format) => `${total(slides, format)} min`.padStart(13))
  return [head, ...lines, 'in all'.padEnd(width) + sums.join('')].join('\n')
}

/** For a slide: a row a part. */
export function scheduleTable(slides: Slide[]): string {
  const head = FORMATS.map((format) => `<th scope="col">${format} minutes</th>`).join('')
  const rows = schedule(slides, 'part').map(({ name, slots }) => {
    const cells = FORMATS.map((format) => `<td>${cell(slots[format])}</td>`).join('')
    return `<tr><th scope="row">${name}</th>${cells}</tr>`
  })
  const top = `<thead><tr><th scope="col">Part</th>${head}</tr></thead>`
  return `<table class="schedule">${top}<tbody>${rows.join('')}</tbody></table>`
}

/** For teachers, in Markdown: each chapter's turn in the talk, and what its lesson takes alone. */
export function runSheet(slides: Slide[], lessons: Map<string, number>): string {
  const names = new Map(slides.map(({ chapter }) => [chapter.label, chapter.name]))
  const rows = schedule(slides, 'label').map(({ name, slots }) => {
    const alone = lessons.get(names.get(name) ?? '')
    const cells = FORMATS.map((format) => cell(slots[format]))
    return [name, ...cells, alone === undefined ? '' : `${alone}′`]
  })
  const head = ['Chapter', ...FORMATS.map((format) => `${format} minutes`), 'the lesson alone']
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function cell(slot: Slot | null): string {
  return slot === null ? '–' : `${clock(slot.begins)} + ${slot.takes}′`
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / 60)}:${String(Math.floor(minutes % 60)).padStart(2, '0')}`
}
