import { writeFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import Autobase from 'autobase'

import { loadDecode } from '../operations.ts'
import { Recording } from '../recording.ts'
import { writeTrace } from '../trace.ts'
import type { Event } from '../trace.ts'
import { TITLE, TRACE } from './run.ts'

/** Milliseconds that a base which closes waits for its last look. */
const LAST_LOOK_MS = 1000
const root = fileURLToPath(new URL('../../..', import.meta.url))
const { [TRACE]: path, [TITLE]: title = 'A script' } = process.env

// What the script starts is not this script.
delete process.env[TRACE]
if (path !== undefined) record(path, new Recording({ title, decode: await loadDecode(root) }))

/** Loaded before a script: records each Autobase that it makes, and writes the trace when it ends. */
function record(path: string, recording: Recording): void {
  const { ready, close } = Autobase.prototype
  const known = new WeakSet<Autobase<unknown, unknown>>()
  Autobase.prototype.ready = function () {
    const opened = ready.call(this)
    if (!known.has(this)) {
      known.add(this)
      // A base that does not open is the script's own affair.
      opened.then(() => recording.attach(this, { name: '', live: true })).catch(() => {})
    }
    return opened
  }
  Autobase.prototype.close = async function () {
    const late = pause(LAST_LOOK_MS, undefined, { ref: false })
    await Promise.race([recording.flush().catch(() => {}), late])
    return close.call(this)
  }
  process.once('exit', () => writeFileSync(path, writeTrace(withoutEnd(recording.events))))
}

/** That a script closes its peers at its end is nothing to see. */
function withoutEnd(events: Event[]): Event[] {
  const last = events.findLastIndex(({ type }) => type !== 'peer-state' && type !== 'rows')
  return events.slice(0, last + 1)
}
