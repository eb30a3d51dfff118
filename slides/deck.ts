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
  { name: '05-signing', label: '05 Signing', part: 'Build: one process' },
  { name: 'break', label: 'Break', part: 'Break' },
  { name: '06-swarm', label: '06 Swarm', part: 'Build: the network' },
  { name: '07-rpc', label: '07 RPC', part: 'Build: the network' },
  { name: '08-client', label: '08 Client', part: 'Build: the network' },
  { name: '09-batches', label: '09 Batches', part: 'Build: the network' },
  { name: '10-instance', label: '10 Instance', part: 'Deploy' },
  { name: '11-run', label: '11 Run', part: 'Deploy' },
  { name: '12-cli', label: '12 CLI', part: 'Deploy' },
  { name: '13-admin', label: '13 Admin', part: 'Deploy' },
  { name: 'assignment', label: 'Assignment', part: 'Assignment' },
  { name: '14-remove-writer', label: '14 Remove a writer', part: 'Assignment' },
  { name: '15-delete-entry', label: '15 Delete an entry', part: 'Assignment' },
  { name: '16-client-pool', label: '16 Client pool', part: 'Assignment' },
  { name: 'production', label: 'Production', part: 'Production' },
  { name: '17-rotation', label: '17 Rotation', part: 'Production' },
  { name: '18-drain', label: '18 Drain', part: 'Production' },
  { name: '19-blind-peers', label: '19 Blind peers', part: 'Production' },
  { name: '20-garbage', label: '20 Garbage', part: 'Production' },
  { name: '21-upgrade', label: '21 Upgrade', part: 'Production' },
  { name: '22-access', label: '22 Access', part: 'Production' },
  { name: '23-lists', label: '23 Lists', part: 'Production' },
  { name: '24-limits', label: '24 Limits', part: 'Production' },
  { name: '25-recovery', label: '25 Recovery', part: 'Production' },
  { name: '26-links', label: '26 Links', part: 'Production' },
  { name: '27-lead', label: '27 Lead', part: 'Production' },
  { name: '28-signers', label: '28 Signers', part: 'Production' },
  { name: '29-pressure', label: '29 Pressure', part: 'Production' },
  { name: 'closing', label: 'Where to go next', part: 'Close' }
]

const NOTES = /^Note:\n/m
/** `{{rotation}}` in a text is the number of that step, `{{last}}` that of the last one. */
const NUMBER = /\{\{(?!schedule\}\})([a-z-]+)\}\}/g
const MINUTES = /^Minutes: (.+)$/m

/** All slides; of one format, those that have time in it. */
export async function readDeck(format: Format | null = null): Promise<Slide[]> {
  const chapters = await Promise.all(CHAPTERS.map(readChapter))
  return chapters.flat().filter(({ minutes }) => format === null || minutes[format] > 0)
}

async function readChapter(chapter: Chapter): Promise<Slide[]> {
  const file = new URL(`deck/${chapter.name}.md`, import.meta.url)
  const slides = numbered((await readFile(file, 'utf8')).replaceAll('\r\n', '\n')).split(/^---$/m)
  return slides.map((slide, n) => {
    const id = n === 0 ? chapter.name : `${chapter.name}-${n + 1}`
    const [text = '', notes = ''] = slide.split(NOTES).map((part) => part.trim())
    return { id, chapter, text, notes, minutes: parseMinutes(id, notes) }
  })
}

/** Steps move when one comes between them: the text of a slide names them, and not their numbers. */
function numbered(text: string): string {
  const steps = CHAPTERS.map(({ name }) => name).filter((name) => /^\d\d-/.test(name))
  return text.replace(NUMBER, (_, word: string) => {
    const step = word === 'last' ? steps.at(-1) : steps.find((name) => name.slice(3) === word)
    if (step === undefined) throw new Error(`A slide names a step that is not there: ${word}`)
    return step.slice(0, 2)
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
