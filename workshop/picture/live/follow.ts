import { loadDecode, solutionOf } from '../operations.ts'
import { READER, Recording } from '../recording.ts'
import { LIVE_EVENTS } from '../trail.ts'
import { Gaps } from './gaps.ts'
import { followLead } from './lead.ts'
import { openReader } from './reader.ts'
import { Statuses } from './statuses.ts'
import type { Target } from './target.ts'
import { watchOnly } from './watch-only.ts'

export interface Live {
  recording: Recording
  close: () => Promise<void>
}

/** Joins a running cluster, whose instances run that step (default: the last), and records it, in a recording of its own unless there is one. */
export async function follow(
  root: string,
  target: Target,
  name?: string,
  known?: Recording
): Promise<Live> {
  const step = await solutionOf(root, name)
  const recording =
    known ??
    new Recording({
      title: 'A running cluster',
      decode: await loadDecode(root),
      limit: LIVE_EVENTS
    })
  // Whose core the base is named after has the first letter.
  recording.letter(target.key)
  recording.add({ type: 'peer', id: READER, name: 'The reader', role: 'reader' })
  const told = new Set<string>()
  const statuses = await Statuses.open(recording, step)
  const reader = await openReader(target, step, {
    onConnection: (connection) => {
      watchOnly(connection)
      statuses.follow(connection)
    },
    onProblem: ({ message }) => {
      if (told.has(message)) return
      told.add(message)
      recording.note(`The reader warns: ${message}`)
    }
  })
  const gaps = new Gaps(recording, reader.base)
  statuses.gaps = gaps
  followLead(recording, step)
  reader.base.on('update', () => statuses.ask())
  await recording.attach(reader.base, { name: 'The reader', role: 'reader', live: true })
  return {
    recording,
    close: async () => {
      statuses.close()
      await gaps.close()
      await recording.close()
      await reader.close()
    }
  }
}
