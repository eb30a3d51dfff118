import IdEnc from 'hypercore-id-encoding'

import { shortKey } from '../names.ts'
import type { Letter } from '../trace.ts'

/** The fields of an instance's status that the picture shows, where the instance has them. */
export interface Status {
  localKey: Uint8Array
  viewKey: Uint8Array
  length: number
  signedLength: number
  connections?: number
  draining?: boolean
  halted?: string | null
  lead?: Uint8Array | null
}

/** An instance's status, as the lines below its name. */
export function linesOf(status: Status, letterOf: (key: Uint8Array) => Letter | null): string[] {
  const { viewKey, length, signedLength, connections, draining, halted, lead } = status
  const view = `${shortKey(IdEnc.encode(viewKey))}: ${signedLength} of ${length} signed`
  const lines = [`view ${view}`]
  if (connections !== undefined) lines.push(`${connections} connections`)
  if (lead) lines.push(`puts go to ${letterOf(lead) ?? shortKey(IdEnc.encode(lead))}`)
  if (draining) lines.push('draining')
  if (halted) lines.push(`halted: ${halted}`)
  return lines
}

export function isStatus(value: unknown): value is Status {
  if (typeof value !== 'object' || value === null) return false
  if (!('localKey' in value && 'viewKey' in value && 'length' in value && 'signedLength' in value))
    return false
  const keys = [value.localKey, value.viewKey].every((key) => key instanceof Uint8Array)
  return keys && typeof value.length === 'number' && typeof value.signedLength === 'number'
}
