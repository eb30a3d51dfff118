import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

import { visible } from './visible.ts'

const WINDOWS = process.platform === 'win32'
const MAX_OUTPUT = 64 * 1024

/** How to spawn a process with a group of its own; Windows has none, and would open a window. */
export const OWN_GROUP = { detached: !WINDOWS, windowsHide: true }

/** Ends a process and all that it started. */
export function killGroup(pid: number | undefined): void {
  if (!pid) return
  if (WINDOWS) {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' }).on('error', () => {})
    return
  }
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // The whole group has ended.
  }
}

/** The end of what streams say from now on, as text. */
export function collect(streams: (Readable | null)[]): () => string {
  let kept = Buffer.alloc(0)
  for (const stream of streams) {
    stream?.on('data', (chunk: Buffer) => {
      kept = Buffer.concat([kept, chunk]).subarray(-MAX_OUTPUT)
    })
  }
  return () => visible(kept.toString('utf8'))
}
