import type { Definition } from './execute.ts'
import { execute, leftOpen } from './execute.ts'
import { print } from './print.ts'
import { failureLines, mark } from './render.ts'

/** Runs a test file that was started by hand, for reading and not for points. */
export async function runByHand(definitions: Definition[]): Promise<void> {
  const failed = await execute(definitions, (event) => {
    if (event.type !== 'end') return
    print(`${mark(event.ok ? 'passed' : 'failed')} ${event.name} (${event.ms} ms)`)
    if (!event.ok) print(...failureLines(event.failures, event.comments))
  })
  print(`${definitions.length - failed} of ${definitions.length} passed`)
  const open = failed > 0 ? [] : await leftOpen()
  if (open.length > 0) print(`still open at the end: ${open.join(', ')}`)
  process.exit(failed > 0 || open.length > 0 ? 1 : 0)
}
