import { AsyncLocalStorage } from 'node:async_hooks'
import { subscribe } from 'node:diagnostics_channel'
import { clearTimeout, setTimeout } from 'node:timers'

import { awaited, forgetAwaited } from '../../test/support/until.ts'
import { Todo } from '../todo.ts'
import { Checked, thrown, toHole } from './checked.ts'
import type { Declaration, Failure, GradeEvent } from './events.ts'

/** Longer than a timer of Hypercore that no close ends: 5 s, where a core was recovering. */
const OPEN_DEADLINE = 6000
/** Listed whenever something was printed; they keep nothing alive. */
const STDIO = new Set([
  'PipeWrap',
  'TTYWrap',
  'WriteWrap',
  'SimpleWriteWrap',
  'TickObject',
  'Immediate'
])

/** A declared test and what it does. */
export interface Definition extends Declaration {
  run: (t: Checked) => unknown
}

export type Send = (event: GradeEvent) => void

interface Current {
  name: string
  task: string
  broken: (failure: Failure) => void
}

let current: Current | null = null
// Tells what the running test did from what an earlier one, given up, still does.
const origin = new AsyncLocalStorage<Current>()

/** Runs the tests one after the other; none can stop the others. Resolves to how many failed. */
export async function execute(definitions: Definition[], send: Send): Promise<number> {
  let failed = 0
  subscribe('workshop:todo', (message) => {
    const test = culprit()
    if (!(message instanceof Todo) || !test) return
    const hole = toHole(message)
    send({ type: 'hole', name: test.name, hole })
    // It needs the tasks up to its own: without them there is nothing to wait for.
    if (hole.task > test.task) return
    test.broken({ kind: 'hole', message: message.message, at: hole.at })
  })
  process.on('uncaughtException', (error) => {
    culprit()?.broken(thrown('background', error))
  })
  for (const definition of definitions) {
    if (!(await one(definition, send))) failed++
  }
  return failed
}

/** Names of the handles that keep the process alive, empty if it could end by itself. */
export function leftOpen(): Promise<string[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(openHandles()), OPEN_DEADLINE)
    timer.unref()
    process.once('beforeExit', () => resolve([]))
  })
}

function openHandles(): string[] {
  const all = process.getActiveResourcesInfo()
  const own = all.filter((name) => !STDIO.has(name))
  if (own.length > 0) return own
  // Much that was printed takes its time, and is no handle that was forgotten.
  const unread = process.stdout.writableLength + process.stderr.writableLength
  return unread > 0 ? [] : all
}

async function one(definition: Definition, send: Send): Promise<boolean> {
  const { name, task, deadline } = definition
  const t = new Checked(name, null)
  const start = performance.now()
  forgetAwaited()
  send({ type: 'start', name })

  let timer: NodeJS.Timeout | undefined
  const broken = new Promise<Failure>((resolve) => {
    current = { name, task, broken: resolve }
    origin.enterWith(current)
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

/** The running test, unless it is known that an earlier one is to blame. */
function culprit(): Current | null {
  const test = origin.getStore() ?? current
  return test === current ? test : null
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
