import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { access } from 'node:fs/promises'
import type { Server } from 'node:net'

/** Starts a server that keeps nothing alive. */
export async function listen(server: Server, where: object): Promise<Server> {
  server.listen(where)
  await once(server, 'listening')
  server.unref()
  return server
}

/** True if there is something at a path, whatever it is. */
export async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false
  )
}

/** True if the process is there and gives back what it is given. */
export async function answers(process: ChildProcess): Promise<boolean> {
  if (!process.stdin || !process.stdout || process.pid === undefined) return false
  if (process.exitCode !== null || process.signalCode !== null) return false
  process.stdin.on('error', () => {})
  process.stdin.write('?')
  const ended = once(process, 'exit').then(() => false)
  return Promise.race([once(process.stdout, 'data').then(() => true), ended])
}
