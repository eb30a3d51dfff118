import { subscribe } from 'node:diagnostics_channel'
import { clearTimeout, setTimeout } from 'node:timers'

import { awaited } from '../../test/support/until.ts'
import { Todo } from '../todo.ts'
import { Checked, thrown, toHole } from './checked.ts'
import type { Declaration, Failure, GradeEvent } from './events.ts'

const OPEN_DEADLINE = 3000

/** A declared test and what it does. */
export interface Definition extends Declaration {
  run: (t: Checked) => unknown
}

export type Send = (event: GradeEvent) => void

interface Current {
  name: string
  broken: (failure: Failure) => void
}

let current: Current | null = null

/** Runs the tests one after the other; none can stop the others. Resolves to how many failed. */
export async function execute(definitions: Definition[], send: Send): Promise<number> {
  let failed = 0
  subscribe('workshop:todo', (message) => {
    if (!(message instanceof Todo) || !current) return
    send({ type: 'hole', name: current.name, hole: toHole(message) })
  })
  process.on('uncaughtException', (error) => {
    current?.broken(thrown('background', error))
  })
  for (const definition of definitions) {
    if (!(await one(definition, send))) failed++
  }
  return failed
}

/** Names of the handles that keep the process alive, empty if it could end by itself. */
export function leftOpen(): Promise<string[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(process.getActiveResourcesInfo()), OPEN_DEADLINE)
    timer.unref()
    process.once('beforeExit', () => resolve([]))
  })
}

async function one(definition: Definition, send: Send): Promise<boolean> {
  const { name, deadline } = definition
  const t = new Checked(name, null)
  const start = performance.now()
  send({ type: 'start', name })

  let timer: NodeJS.Timeout | undefined
  const broken = new Promise<Failure>((resolve) => {
    current = { name, broken: resolve }
    timer = setTimeout(() => resolve(late(t, deadline)), deadline)
  })
  const failure = await Promise.race([attempt(definition, t), broken])
  clearTimeout(timer)
  if (failure) t.fault(failure)
  else if (t.made === 0) t.fault({ kind: 'empty', message: 'nothing was checked' })
  await t.close()

  current = null
  const ok = t.failed === 0
  const ms = Math.round(performance.now() - start)
  send({ type: 'end', name, ok, failures: t.failures, comments: t.comments, ms })
  return ok
}

async function attempt({ run }: Definition, t: Checked): Promise<Failure | null> {
  try {
    await run(t)
    return null
  } catch (error) {
    return thrown('throw', error)
  }
}

function late(t: Checked, deadline: number): Failure {
  const names = awaited()
  const waiting = names.length > 0 ? `; waiting for: ${names.join(', ')}` : ''
  const last = t.last ? `; last thing that was right: ${t.last.replace(/^- /, '')}` : ''
  return { kind: 'deadline', message: `not finished after ${deadline / 1000} s${waiting}${last}` }
}
