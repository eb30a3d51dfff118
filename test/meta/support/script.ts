import { CHAPTERS, FORMATS } from '../../../slides/deck.ts'
import type { Slide } from '../../../slides/deck.ts'
import { PICTURES } from '../../../slides/draw/pictures.ts'
import { total } from '../../../slides/schedule.ts'
import type { Case } from './case.ts'
import { caseOf } from './case.ts'

/** What each slide's notes tell the speaker. */
const NOTES = ['**Say**', '**Type**', '**Ask**']
/** A schedule that leaves more than this unused has forgotten something. */
const FULL = 0.9

/** What can be said of a deck without a browser: its files, notes, times and pictures. */
export function script(deck: Slide[], files: string[]): Case[] {
  const silent = deck.flatMap(({ id, notes }) => {
    const missing = NOTES.filter((note) => !notes.includes(note))
    return missing.map((note) => `${id} doesn’t tell what to ${note}`)
  })
  const times = FORMATS.flatMap((format) => {
    const sum = total(deck, format)
    return sum > format || sum < format * FULL ? [`${sum} minutes of ${format}`] : []
  })
  const unseen = Object.keys(PICTURES).filter((name) => {
    return !deck.some(({ text }) => text.includes(`(drawing:${name})`))
  })
  return [
    caseOf('every file is a chapter', strays(files)),
    caseOf('every slide has notes', silent),
    caseOf('the schedules fill their time', times),
    caseOf(
      'every picture is shown',
      unseen.map((name) => `no slide shows ${name}`)
    )
  ]
}

function strays(files: string[]): string[] {
  const known = CHAPTERS.map(({ name }) => `${name}.md`)
  return files.filter((file) => !known.includes(file)).map((file) => `${file} is in no schedule`)
}
