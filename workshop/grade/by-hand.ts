import type { Definition } from './execute.ts'
import { execute, leftOpen } from './execute.ts'
import type { Failure, Hole } from './events.ts'
import { print } from './print.ts'
import { failureLines, mark } from './render.ts'

/** Runs a test file that was started by hand, for reading and not for points. */
export async function runByHand(definitions: Definition[]): Promise<void> {
  let hole: Hole | undefined
  const failed = await execute(definitions, (event) => {
    if (event.type === 'start') hole = undefined
    if (event.type === 'hole') hole ??= event.hole
    if (event.type !== 'end') return
    print(`${mark(event.ok ? 'passed' : 'failed')} ${event.name} (${event.ms} ms)`)
    if (!event.ok) print(...failureLines(reasons(event.failures, hole), event.comments))
  })
  print(`${definitions.length - failed} of ${definitions.length} passed`)
  const open = failed > 0 ? [] : await leftOpen()
  if (open.length > 0) print(`still open at the end: ${open.join(', ')}`)
  process.exit(failed > 0 || open.length > 0 ? 1 : 0)
}

function reasons(failures: Failure[], hole?: Hole): Failure[] {
  if (!hole) return failures
  return [{ kind: 'hole', message: `task ${hole.task}: ${hole.what}`, at: hole.at }]
}
