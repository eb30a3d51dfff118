import IdEnc from 'hypercore-id-encoding'

import { BEHIND, shortKey } from '../names.ts'
import { gapText } from './gaps.ts'
import type { Gap } from './gaps.ts'

/** The fields of an instance's status that the picture shows, where the instance has them. */
export interface Status {
  localKey: Uint8Array
  viewKey: Uint8Array
  length: number
  signedLength: number
  draining?: boolean
  halted?: string | null
}

/** An instance's status and what it lacks, as the lines below its name. */
export function linesOf(status: Status, gaps: Gap[] = []): string[] {
  const { viewKey, length, signedLength, draining, halted } = status
  const lines = [`view ${shortKey(IdEnc.encode(viewKey))}: ${signedLength} of ${length} signed`]
  if (gaps.length > 0) lines.push(`${BEHIND} ${gaps.map(gapText).join(', ')}`)
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
