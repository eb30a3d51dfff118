import { readSync, writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { takeDefinitions } from '../../test/support/check.ts'
import { Todo } from '../todo.ts'
import { Checked, thrown, toHole } from './checked.ts'
import type { GradeEvent } from './events.ts'
import { execute, leftOpen } from './execute.ts'

// This process is shared with the code that is graded. What it needs is taken before that code
// loads, and only this module holds the secret that the runner wants at the start of each line.
const PIPE = 3
const write = writeSync
const stringify = JSON.stringify
const exit = process.exit.bind(process)
const secret = readSecret()
const definitions = takeDefinitions()
Object.freeze(Checked.prototype)
Object.freeze(Object.getPrototypeOf(Checked.prototype))

const [file, scratch, places] = process.argv.slice(2)
if (!file || !scratch)
  throw new Error('Usage: child.ts FILE SCRATCH [PLACES], with the secret on fd 3')
// Not earlier: tsx keeps its cache below the system's temp folder.
process.env.TMPDIR = process.env.TEMP = process.env.TMP = scratch

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
const chosen = places?.split(',').flatMap((place) => definitions[Number(place)] ?? [])
const failed = await execute(chosen ?? [...definitions], send)
// What a failed test left open is its own affair.
const open = failed > 0 ? [] : await leftOpen()
send({ type: 'done', open })
exit(failed > 0 || open.length > 0 ? 1 : 0)

function readSecret(): string {
  const bytes = Buffer.alloc(64)
  const length = readSync(PIPE, bytes)
  return bytes.toString('utf8', 0, length)
}

function send(event: GradeEvent): void {
  // Without a prototype, a planted toJSON doesn't see it.
  write(PIPE, `${secret} ${stringify({ __proto__: null, ...event })}\n`)
}
