import { styleText } from 'node:util'

import { fitting, sizeOf } from '../grade/terminal.ts'
import type { Model } from './model.ts'
import { texts } from './texts.ts'
import { headLines, nextLines, outputLines, testLines, typeLines, warningLines } from './view.ts'
import { wrap } from './wrap.ts'

/** A screen of its own, no cursor, and marks around what is pasted. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?2004h'
const LEAVE = '\x1b[?2004l\x1b[?25h\x1b[?1049l'
const HOME = '\x1b[H'
const END_OF_LINE = '\x1b[K'
const END_OF_SCREEN = '\x1b[J'
/** Lines for the tests: with less, the rest of the screen scrolls with them. */
const MIN_ROOM = 4

/** Shows the model, whenever it has changed. */
export interface Display {
  update(model: Model): void
  /** Moves what doesn't fit by so many lines. */
  scroll(lines: number): void
  close(): void
}

/** A screen that is redrawn: the terminal's own content comes back in the end. */
export class Screen implements Display {
  #model: Model | null = null
  #offset = 0
  readonly #out: NodeJS.WriteStream
  readonly #redraw = () => this.#draw()

  constructor(out: NodeJS.WriteStream) {
    this.#out = out
    out.write(ENTER)
    out.on('resize', this.#redraw)
  }

  update(model: Model): void {
    if (model.panel !== this.#model?.panel) this.#offset = 0
    this.#model = model
    this.#draw()
  }

  scroll(lines: number): void {
    this.#offset = Math.max(0, this.#offset + lines)
    this.#draw()
  }

  close(): void {
    this.#out.off('resize', this.#redraw)
    this.#out.write(LEAVE)
  }

  #draw(): void {
    if (!this.#model) return
    const { columns, rows } = sizeOf(this.#out)
    const fit = (lines: string[]) => lines.flatMap((line) => wrap(fitting(line), columns))
    const [title = '', ...more] = fit(headLines(this.#model))
    const above = [...more, ...fit([...warningLines(this.#model), ...nextLines(this.#model), ''])]
    const foot = fit(['', keyLine(this.#model)])
    const body = fit(bodyLines(this.#model))
    // Where most of it doesn't fit, all but the title is scrolled.
    const cramped = rows - 1 - above.length - foot.length < MIN_ROOM
    const head = cramped ? [title] : [title, ...above]
    const rest = cramped ? [...above, ...body, ...foot] : body
    const room = Math.max(1, rows - head.length - (cramped ? 0 : foot.length))
    const lines = [...head, ...this.#cut(rest, room, columns), ...(cramped ? [] : foot)]
    const drawn = lines.slice(0, rows).join(`${END_OF_LINE}\r\n`)
    this.#out.write(HOME + drawn + END_OF_LINE + END_OF_SCREEN)
  }

  /** The part of the body for which there is room, and a line that says which part it is. */
  #cut(body: string[], room: number, columns: number): string[] {
    if (body.length <= room) return body
    const size = Math.max(1, room - 1)
    this.#offset = Math.min(this.#offset, body.length - size)
    const end = this.#offset + size
    const where = fitting(texts.scroll(this.#offset + 1, end, body.length)).slice(0, columns)
    return [...body.slice(this.#offset, end), styleText('gray', where)]
  }
}

function bodyLines(model: Model): string[] {
  const { panel, ending } = model
  if (panel?.alone) return panel.lines
  const tests = [...testLines(model), ...typeLines(model), ...outputLines(model)]
  const parts = [panel?.lines ?? [], ending, tests].filter((lines) => lines.length > 0)
  return parts.flatMap((lines, n) => (n > 0 ? ['', ...lines] : lines))
}

function keyLine({ panel }: Model): string {
  const keys = texts.keys.map(([key = '', what]) => `${styleText('bold', key)} ${what}`)
  return [...(panel ? [texts.back] : []), ...keys].join(' · ')
}
