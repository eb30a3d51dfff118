import { spawnSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'

/** What the probe is asked to try, in a sandbox that does not stop it. */
export interface Task {
  /** The file to be made in each of the folders. */
  name: string
  folders: string[]
  /** Files to be opened for writing. */
  files: string[]
  secret: string
  /** A server on loopback, on a port and on a name that is no file. */
  port: number
  socket: string
  /** A process that waits. */
  pid: number | undefined
}

/** What it got hold of, and why not: the code of an error, or `done`. */
export type Tried = Record<string, string>

const DONE = 'done'
const DEADLINE = 5000
/** Powers of its own in another namespace: may it undo what the sandbox bound? */
const REBIND = 'mount -o remount,bind,rw "$1" && : > "$1/$2"'
const NAMESPACES = ['--user', '--map-root-user', '--mount']

const [text] = process.argv.slice(2)
if (text) await probe(JSON.parse(text) as Task)

async function probe(task: Task): Promise<void> {
  const { name, folders, files, secret, port, socket, pid } = task
  const tried: Tried = {}
  for (const folder of folders) {
    tried[`write ${folder}`] = attempt(() => writeFileSync(join(folder, name), ''))
    const args = [...NAMESPACES, 'sh', '-c', REBIND, 'sh', folder, name]
    const { status, error } = spawnSync('unshare', args, { stdio: 'ignore', timeout: DEADLINE })
    tried[`rebind ${folder}`] = status === 0 ? DONE : (error?.message ?? 'refused')
  }
  for (const file of files) tried[`change ${file}`] = attempt(() => closeSync(openSync(file, 'r+')))
  tried['read'] = attempt(() => readFileSync(secret))
  tried['port'] = await reach({ port, host: '127.0.0.1' })
  tried['socket'] = await reach({ path: socket })
  const outside = Object.values(networkInterfaces())
    .flat()
    .filter((link) => link && !link.internal)
  tried['interfaces'] = outside.length > 0 ? DONE : 'none'
  // The last thing: the number may be that of a thread of this process here.
  writeSync(1, JSON.stringify(tried))
  // Without a number it would be its own group.
  if (pid) attempt(() => process.kill(pid, 'SIGKILL'))
}

function attempt(action: () => unknown): string {
  try {
    action()
    return DONE
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}

function reach(where: { port: number; host: string } | { path: string }): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(where)
    socket.setTimeout(DEADLINE, () => resolve('no answer'))
    socket.once('connect', () => resolve(DONE))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.once('close', () => socket.destroy())
  })
}
