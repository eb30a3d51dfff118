import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { ENTRY_OPS } from '../describe.ts'
import type { Recording } from '../recording.ts'
import type { Letter } from '../trace.ts'

/** Tells who the lead is, in a step that has one: it is in whose core the newest entries stand. */
export function followLead(recording: Recording, step: string): void {
  if (!existsSync(join(step, 'net/lead.ts'))) return
  let lead: Letter | null = null
  recording.on('event', (event) => {
    if (event.type !== 'block' || !ENTRY_OPS.includes(event.op ?? '')) return
    if (event.writer === lead) return
    lead = event.writer
    recording.add({ type: 'lead', id: lead })
  })
}
