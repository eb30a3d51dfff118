import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import type { Definition } from '../../../workshop/grade/execute.ts'
import type { GradeEvent } from '../../../workshop/grade/events.ts'
import { MUTANT } from './switches.ts'

/** What the parent asks for: these tests, on this mutant, until one fails. */
export interface Order {
  mutant: number
  /** Places of the tests, from 0. */
  places: number[]
}

export type Told =
  | { type: 'loaded'; tasks: string[] }
  | { type: 'test'; place: number }
  | { type: 'verdict'; rejected: boolean; failed: number | null; said: string; times: number[] }

/** A test that takes so much longer than on the solution hangs. */
const SLOWER = 20
const PATIENCE_MS = 2500

// The copy's own modules: the graders declare their tests in them.
const [root = '', step = '', scratch = ''] = process.argv.slice(2)
process.env.TMPDIR = process.env.TEMP = process.env.TMP = scratch
const from = (path: string) => pathToFileURL(join(root, path)).href
const { takeDefinitions }: typeof import('../../support/check.ts') = await import(
  from('test/support/check.ts')
)
const { execute }: typeof import('../../../workshop/grade/execute.ts') = await import(
  from('workshop/grade/execute.ts')
)
const definitions = takeDefinitions()
await import(from(`test/${step}.test.ts`))
const usual: number[] = []
tell({ type: 'loaded', tasks: definitions.map(({ task }) => task) })
process.on('message', (order: Order) => void run(order))

async function run({ mutant, places }: Order): Promise<void> {
  process.env[MUTANT] = String(mutant)
  const times: number[] = []
  for (const place of places) {
    const definition = definitions[place]
    if (!definition) throw new Error(`There is no test ${place}`)
    tell({ type: 'test', place })
    const said = await failureOf(within(definition, place, mutant), (ms) => (times[place] = ms))
    if (said === null) continue
    return tell({ type: 'verdict', rejected: true, failed: place, said, times })
  }
  if (mutant === 0) usual.push(...times)
  tell({ type: 'verdict', rejected: false, failed: null, said: '', times })
}

function within(definition: Definition, place: number, mutant: number): Definition {
  const ms = usual[place]
  if (mutant === 0 || ms === undefined) return definition
  return { ...definition, deadline: Math.min(definition.deadline, PATIENCE_MS + SLOWER * ms) }
}

/** What a test says if it fails, null if it passes. */
async function failureOf(definition: Definition, onTime: (ms: number) => void) {
  const failures: string[] = []
  const failed = await execute([definition], (event: GradeEvent) => {
    if (event.type !== 'end') return
    onTime(event.ms)
    failures.push(...event.failures.map(({ kind, message }) => `${kind}: ${message}`))
  })
  // Each run listens for itself.
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', () => {})
  return failed > 0 ? (failures[0] ?? 'failed') : null
}

function tell(told: Told): void {
  process.send?.(told)
}
