import { createInterface } from 'node:readline'

import { print } from '../grade/print.ts'
import { whenOrphaned } from '../grade/orphan.ts'
import { isDumb } from '../grade/terminal.ts'
import { Keys } from './keys.ts'
import { PlainDisplay } from './plain.ts'
import { type Display, Screen } from './screen.ts'
import { Session } from './session.ts'
import { texts } from './texts.ts'

const PAGE = 10
const SCROLLS: Record<string, number> = {
  '\x1b[A': -1,
  '\x1b[B': 1,
  '\x1b[5~': -PAGE,
  '\x1b[6~': PAGE,
  k: -1,
  j: 1,
  ' ': PAGE
}
const ESCAPE = '\x1b'
const CTRL_C = '\x03'
const CTRL_D = '\x04'
/** What a terminal that was asked to puts around a text that is pasted. */
const PASTE = '\x1b[200~'
const END_OF_PASTE = '\x1b[201~'
/** One key: what arrives at once may be several, if the machine or the learner is in a hurry. */
const KEY = new RegExp(`${ESCAPE}\\[[\\d;]*[A-Za-z~]|[^]`, 'gu')

/** Runs the tool in a terminal until the learner quits or the terminal goes away. */
export async function runInteractive(root: string, options: { plain: boolean }): Promise<number> {
  const dumb = isDumb()
  const plain = options.plain || dumb
  if (dumb && !options.plain) print(texts.plainSince)
  const display = plain ? new PlainDisplay({ keys: true }) : new Screen(process.stdout)
  // Whatever ends this process, the terminal is given back as it was.
  const restore = () => display.close()
  process.once('exit', restore)
  const session = await Session.open(root, display)
  const keys = new Keys(session)
  const gone = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, resolve)
    process.stdin.once('end', resolve)
    process.stdin.on('error', resolve)
    process.stdout.on('error', resolve)
    void whenOrphaned(resolve)
    const press = (key: string) => void keys.press(key)
    if (plain) readLines(press, resolve)
    else readKeys(press, display, resolve)
  })
  session.watch()
  await gone
  await session.close()
  process.off('exit', restore)
  display.close()
  print(texts.bye(session.model.step))
  process.exit(0)
}

function readKeys(press: (key: string) => void, display: Display, quit: () => void): void {
  process.stdin.setRawMode(true)
  process.stdin.setEncoding('utf8')
  let pasting = false
  process.stdin.on('data', (keys: string) => {
    for (const typed of keys.match(KEY) ?? []) {
      // A text that was meant for the editor is no command, whatever letters it has.
      if (typed === PASTE || typed === END_OF_PASTE) pasting = typed === PASTE
      if (pasting || typed === END_OF_PASTE) continue
      // Caps Lock may be on; what begins with Escape has a case of its own.
      const key = typed.length === 1 ? typed.toLowerCase() : typed
      const lines = SCROLLS[key]
      if (lines !== undefined) display.scroll(lines)
      else if (key === 'q' || key === CTRL_C || key === CTRL_D) quit()
      else press(key)
    }
  })
}

function readLines(press: (key: string) => void, quit: () => void): void {
  const lines = createInterface({ input: process.stdin })
  lines.once('close', quit)
  lines.on('line', (line) => {
    const key = line.trim().toLowerCase()
    if (key === 'q' || key === 'quit') quit()
    else if (key) press(key[0] ?? '')
  })
}
