import { channel } from 'node:diagnostics_channel'

const reached = channel('workshop:todo')

/** A hole in a step: says which task is still to be done. */
export class Todo extends Error {
  readonly task: string
  readonly what: string

  constructor(task: string, what: string) {
    super(`task ${task} is still to be done: ${what}`)
    this.name = 'Todo'
    this.task = task
    this.what = what
  }

  get step(): string {
    return this.task.slice(0, 2)
  }
}

/**
 * The error that a hole throws: `throw todo('03.1', 'route put-entry to the view')`. `stack` is that
 * of a hole which another process came to.
 */
export function todo(task: string, what: string, stack?: string): Todo {
  const hole = new Todo(task, what)
  if (stack === undefined) Error.captureStackTrace(hole, todo)
  else hole.stack = stack
  // apply and RPC may swallow the throw, so the grader is told beside it.
  reached.publish(hole)
  return hole
}
