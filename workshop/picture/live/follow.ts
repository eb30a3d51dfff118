import { lastSolution, loadDecode } from '../operations.ts'
import { Recording } from '../recording.ts'
import { openReader } from './reader.ts'
import { Statuses } from './statuses.ts'
import type { Target } from './target.ts'

export interface Live {
  recording: Recording
  close(): Promise<void>
}

/** Joins a running cluster, and records it from then on. */
export async function follow(root: string, target: Target): Promise<Live> {
  const step = await lastSolution(root)
  const recording = new Recording({ title: 'A running cluster', decode: await loadDecode(root) })
  const told = new Set<string>()
  const reader = await openReader(target, step, ({ message }) => {
    if (told.has(message)) return
    told.add(message)
    recording.note(`The reader warns: ${message}`)
  })
  const statuses = await Statuses.open(recording, reader.swarm, step)
  await recording.attach(reader.base, { name: 'The reader', role: 'reader', live: true })
  return {
    recording,
    close: async () => {
      statuses.close()
      await recording.close()
      await reader.close()
    }
  }
}
