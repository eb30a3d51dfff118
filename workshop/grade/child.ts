import { readSync, writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { takeDefinitions } from '../../test/support/check.ts'
import { Todo } from '../todo.ts'
import { Checked, thrown, toHole } from './checked.ts'
import type { GradeEvent } from './events.ts'
import { execute, leftOpen } from './execute.ts'
import { holdOnTo } from './leash.ts'
import { warmUp } from './warm-up.ts'

// This process is shared with the code that is graded. What it needs is taken before that code
// loads, and only this module holds the secret that the runner wants at the start of each line.
// On the pipe the runner says that secret, and then, maybe much later, which tests to run.
const PIPE = 3
const ALL = 'all'
const write = writeSync
const stringify = JSON.stringify
const exit = process.exit.bind(process)
const parent = process.ppid
const secret = readLine()
const definitions = takeDefinitions()
Object.freeze(Checked.prototype)
Object.freeze(Object.getPrototypeOf(Checked.prototype))

const [file, scratch, warm] = process.argv.slice(2)
if (!file || !scratch) throw new Error('Usage: child.ts FILE SCRATCH [warm], with a pipe on fd 3')
// Not earlier: tsx, which is loaded, keeps its cache below the system's temp folder.
process.env.TMPDIR = process.env.TEMP = process.env.TMP = scratch
if (warm) await warmUp(file)
const places = readPlaces(readLine())
holdOnTo(parent, scratch)

try {
  await import(pathToFileURL(file).href)
} catch (error) {
  const hole = error instanceof Todo ? toHole(error) : undefined
  send({ type: 'crash', failure: thrown('load', error), hole })
  exit(1)
}
const tests = definitions.map(({ name, points, task, hints, deadline }) => {
  return { name, points, task, hints, deadline }
})
send({ type: 'ready', tests })
const chosen = places?.flatMap((place) => definitions[place] ?? []) ?? [...definitions]
const failed = await execute(chosen, send)
// What a failed test left open is its own affair.
const open = failed > 0 ? [] : await leftOpen()
send({ type: 'done', open })
exit(failed > 0 || open.length > 0 ? 1 : 0)

/** Waits for a line. Byte by byte: what follows it is not for now. */
function readLine(): string {
  const byte = Buffer.alloc(1)
  let line = ''
  while (readSync(PIPE, byte) === 1) {
    if (byte.toString() === '\n') return line
    line += byte.toString()
  }
  // The runner has gone.
  return exit(1)
}

/** Places of the tests to run, in their order; null for all. */
function readPlaces(line: string): number[] | null {
  return line === ALL ? null : line.split(',').filter(Boolean).map(Number)
}

function send(event: GradeEvent): void {
  // Without a prototype, a planted toJSON doesn't see it.
  write(PIPE, `${secret} ${stringify({ __proto__: null, ...event })}\n`)
}
