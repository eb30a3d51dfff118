import { existsSync } from 'node:fs'
import { join } from 'node:path'

import type { Recording } from '../recording.ts'
import type { Letter } from '../trace.ts'

/** Operations that an instance has the lead append. */
const ENTRIES = ['put-entry', 'delete-entry', 'batch']

/** Tells who the lead is, in a step that has one: it is in whose core the newest entries stand. */
export function followLead(recording: Recording, step: string): void {
  if (!existsSync(join(step, 'net/lead.ts'))) return
  let lead: Letter | null = null
  recording.on('event', (event) => {
    if (event.type !== 'block' || !ENTRIES.includes(event.op ?? '')) return
    if (event.writer === lead) return
    lead = event.writer
    recording.add({ type: 'lead', id: lead })
  })
}
