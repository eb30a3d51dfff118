import { readFile } from 'node:fs/promises'

/** Lengths of the workshop, in minutes; the notes of each slide have a figure for each. */
export const FORMATS = [60, 120, 180] as const
export type Format = (typeof FORMATS)[number]

export interface Slide {
  /** Chapter and number: the slide's address. */
  id: string
  chapter: Chapter
  text: string
  notes: string
  minutes: Record<Format, number>
}

export interface Chapter {
  /** Name of the file; for a step's chapter the name of the step. */
  name: string
  label: string
  part: string
}

/** In the order of the talk. */
export const CHAPTERS: Chapter[] = [
  { name: 'opening', label: 'Welcome', part: 'Why and how' },
  { name: 'stack', label: 'The stack', part: 'Why and how' },
  { name: 'why', label: 'Why Autobase', part: 'Why and how' },
  { name: 'basics', label: 'Autobase basics', part: 'Why and how' },
  { name: '00-hello', label: '00 Hello', part: 'Build: one process' },
  { name: '01-database', label: '01 Database', part: 'Build: one process' },
  { name: '02-autobase', label: '02 Autobase', part: 'Build: one process' },
  { name: '03-dispatch', label: '03 Dispatch', part: 'Build: one process' },
  { name: '04-writers', label: '04 Writers', part: 'Build: one process' },
  { name: 'break', label: 'Break', part: 'Break' },
  { name: '05-swarm', label: '05 Swarm', part: 'Build: the network' },
  { name: '06-rpc', label: '06 RPC', part: 'Build: the network' },
  { name: '07-client', label: '07 Client', part: 'Build: the network' },
  { name: '08-cli', label: '08 CLI', part: 'Build: the network' },
  { name: 'assignment', label: 'Assignment', part: 'Assignment' },
  { name: '09-remove-writer', label: '09 Remove a writer', part: 'Assignment' },
  { name: '10-delete-entry', label: '10 Delete an entry', part: 'Assignment' },
  { name: '11-client-pool', label: '11 Client pool', part: 'Assignment' },
  { name: 'production', label: 'Production', part: 'Production' },
  { name: '12-rotation', label: '12 Rotation', part: 'Production' },
  { name: '13-blind-peers', label: '13 Blind peers', part: 'Production' },
  { name: '14-trust', label: '14 Trust', part: 'Production' },
  { name: 'closing', label: 'Where to go next', part: 'Close' }
]

const NOTES = /^Note:\n/m
const MINUTES = /^Minutes: (.+)$/m

/** All slides; of one format, those that have time in it. */
export async function readDeck(format: Format | null = null): Promise<Slide[]> {
  const chapters = await Promise.all(CHAPTERS.map(readChapter))
  return chapters.flat().filter(({ minutes }) => format === null || minutes[format] > 0)
}

async function readChapter(chapter: Chapter): Promise<Slide[]> {
  const file = new URL(`deck/${chapter.name}.md`, import.meta.url)
  const slides = (await readFile(file, 'utf8')).replaceAll('\r\n', '\n').split(/^---$/m)
  return slides.map((slide, n) => {
    const id = n === 0 ? chapter.name : `${chapter.name}-${n + 1}`
    const [text = '', notes = ''] = slide.split(NOTES).map((part) => part.trim())
    return { id, chapter, text, notes, minutes: parseMinutes(id, notes) }
  })
}

/** `Minutes: 2` in all formats, or `Minutes: – / 2 / 3` for 60, 120 and 180. */
function parseMinutes(id: string, notes: string): Record<Format, number> {
  const words = MINUTES.exec(notes)?.[1]?.split('/') ?? []
  const [short, middle = short, long = middle] = words.map((word) => Number(word.replace('–', '0')))
  const given = [short, middle, long].filter((figure) => figure !== undefined && figure >= 0)
  if (given.length < FORMATS.length) throw new Error(`Slide ${id} has no minutes in its notes`)
  return { 60: short ?? 0, 120: middle ?? 0, 180: long ?? 0 }
}
