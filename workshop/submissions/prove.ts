import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { newScratch, scratchPlace } from '../grade/scratch.ts'
import { SHORT_LIVED } from '../grade/short-lived.ts'
import { inSandbox, tsx } from './contain.ts'
import { answers, exists, listen } from './bystanders.ts'
import type { Task, Tried } from './probe.ts'
import { whyNot } from './why-not.ts'

/** What a sandbox has shown of itself. */
export interface Proof {
  /** What was tried, and what came of it. */
  tried: Tried
  /** Why it can't be trusted here; null if it can. */
  reason: string | null
}

export interface Ground {
  /** The workshop on this machine. */
  root: string
  bench: string
  scratch: string
  modules: string
}

/** Node and tsx have to start on a busy machine. */
const DEADLINE = 30_000
const DONE = 'done'
const ECHO = 'process.stdin.pipe(process.stdout)'
const PROBE = 'workshop/submissions/probe.ts'
/** Of the bench, what no submission may change. */
const GRADERS = ['test/points.json', 'workshop/grade/child.ts']

/** Runs a probe where submissions would run, and looks from outside at what it could do. */
export async function proveSandbox(ground: Ground): Promise<Proof> {
  const { root, bench, modules } = ground
  const decoy = await newScratch('workshop-decoy-')
  const name = `workshop-probe-${randomBytes(8).toString('hex')}`
  const tmp = await scratchPlace()
  const folders = [root, bench, modules, decoy, ...homes(), tmp, '/', '/usr', '/etc']
  const secret = join(decoy, 'secret')
  const socket = `\0${name}`
  const called: string[] = []
  const servers = await Promise.all([
    listen(
      createServer(() => called.push('port')),
      { port: 0, host: '127.0.0.1' }
    ),
    listen(
      createServer(() => called.push('socket')),
      { path: socket }
    )
  ])
  const bystander = spawn(process.execPath, ['-e', ECHO], { stdio: ['pipe', 'pipe', 'ignore'] })
  try {
    await writeFile(secret, 'secret')
    const address = servers[0]?.address()
    const port = address && typeof address === 'object' ? address.port : 0
    const files = [...GRADERS.map((file) => join(bench, file)), secret]
    const task = { name, folders, files, secret, port, socket, pid: bystander.pid }
    const tried = await runProbe(ground, task)
    if (typeof tried === 'string') return { tried: {}, reason: tried }
    const written: string[] = []
    for (const folder of folders) {
      if (await exists(join(folder, name))) written.push(folder)
      await rm(join(folder, name), { force: true }).catch(() => {})
    }
    const changed = (await readFile(secret, 'utf8')) !== 'secret'
    const killed = !(await answers(bystander))
    return { tried, reason: breach({ tried, written, changed, killed, called, bench, modules }) }
  } finally {
    bystander.kill('SIGKILL')
    for (const server of servers) server.close()
    await rm(decoy, { recursive: true, force: true })
  }
}

/** None for a user whom the system doesn't know. */
function homes(): string[] {
  try {
    return [homedir()]
  } catch {
    return []
  }
}

interface Seen {
  tried: Tried
  written: string[]
  changed: boolean
  killed: boolean
  called: string[]
  bench: string
  modules: string
}

/** What the probe could do and must not; null if it could do nothing. */
function breach({ tried, written, changed, killed, called, bench, modules }: Seen): string | null {
  const got = (what: string) => tried[what] === DONE
  // In memory it may write: what counts there is what others see.
  const inside = [modules, '/usr'].filter((path) => got(`write ${path}`) || got(`rebind ${path}`))
  const files = GRADERS.filter((file) => got(`change ${join(bench, file)}`))
  const list = [
    ...new Set([...written, ...inside].map((path) => `write to ${path}`)),
    ...files.map((file) => `change ${file}`),
    ...(got('read') || changed ? ['read a file of yours'] : []),
    ...(called.length > 0 || got('port') || got('socket') ? ['reach a server of yours'] : []),
    ...(got('interfaces') ? ['reach the network'] : []),
    ...(killed ? ['end another process'] : [])
  ]
  return list.length > 0 ? `a probe in the sandbox could ${list.join(', ')}` : null
}

/** What the probe told, or why it told nothing. Runs in a group of its own, as graders do. */
async function runProbe({ bench, scratch, modules }: Ground, task: Task): Promise<Tried | string> {
  const args = [...SHORT_LIVED, `--import=${tsx(modules)}`, join(bench, PROBE)]
  const start = inSandbox({ root: bench, scratch }, modules, [...args, JSON.stringify(task)])
  const child = spawn(start.command, start.args, {
    env: start.env,
    cwd: bench,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe']
  })
  let problem: NodeJS.ErrnoException | null = null
  child.once('error', (error) => (problem = error))
  const deadline = setTimeout(() => {
    problem = new Error('it took too long to start')
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  }, DEADLINE)
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)])
  clearTimeout(deadline)
  return readTried(out) ?? whyNot(problem, err)
}

function readTried(said: string): Tried | null {
  try {
    return JSON.parse(said) as Tried
  } catch {
    return null
  }
}
