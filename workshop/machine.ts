import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { rm, statfs, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { newScratch, scratchPlace } from './grade/scratch.ts'
import { visible } from './grade/visible.ts'

const NEEDED_NODE = [20, 19] as const
const NEEDED_DISK_MB = 300
const UDP_DEADLINE = 2000
/** Paths from which a program is known to be loaded; whether it is from another is tried. */
const PLAIN = /^[\p{L}\p{M}\p{N} ._()/-]*$/u

/** What is wrong with this machine, and the way out. */
export interface Finding {
  problem: string
  wayOut: string
}

/** Looks at one thing; throws if it isn't right. */
export interface Probe {
  run: () => unknown
  wayOut: string
}

/** A problem with a way out of its own. */
class Found extends Error {
  readonly wayOut: string

  constructor(problem: string, wayOut: string) {
    super(problem)
    this.wayOut = wayOut
  }
}

const native = (name: string): Probe => ({
  run: () =>
    import(name).catch((error: NodeJS.ErrnoException) => {
      const missing = error.code === 'ERR_MODULE_NOT_FOUND'
      if (missing) throw new Found(`The package ${name} is not installed`, INSTALL)
      throw new Error(`The native module ${name} can't be loaded: ${firstLine(error)}`)
    }),
  wayOut:
    'Run `npm ci` again. There are builds for Linux with glibc (on Debian and Ubuntu install the package libatomic1; Alpine has none), macOS and Windows.'
})
const INSTALL = 'Run `npm ci` in the folder of the workshop, where its package.json is.'

export const probes: Probe[] = [
  { run: nodeVersion, wayOut: 'Install the current LTS from https://nodejs.org, then `npm ci`.' },
  native('sodium-native'),
  native('udx-native'),
  native('rocksdb-native'),
  { run: packages, wayOut: INSTALL },
  {
    run: loopback,
    wayOut:
      'Peers talk by UDP on loopback (127.x.x.x): allow it for node in your firewall or VPN client, or leave the sandbox that you are in.'
  },
  {
    run: disk,
    wayOut: `Free some disk, or set TMPDIR (TEMP on Windows) to a folder with a plain name and ${NEEDED_DISK_MB} MB.`
  }
]

/** Tries what the steps need of the machine. An empty list means that it is fine. */
export async function checkMachine(list: Probe[] = probes): Promise<Finding[]> {
  const findings = await Promise.all(list.map(tryProbe))
  return findings.filter((finding) => finding !== null)
}

async function tryProbe({ run, wayOut }: Probe): Promise<Finding | null> {
  try {
    await run()
    return null
  } catch (error) {
    const own = error instanceof Found ? error.wayOut : wayOut
    return { problem: firstLine(error), wayOut: own }
  }
}

function nodeVersion(): void {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const [neededMajor, neededMinor] = NEEDED_NODE
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return
  throw new Error(`Node ${process.versions.node} is too old: ${NEEDED_NODE.join('.')} is needed`)
}

async function packages(): Promise<void> {
  // Yarn may keep them all in archives of its own, and says by itself what is missing.
  if (process.versions['pnp'] !== undefined) return
  const require = createRequire(import.meta.url)
  const { dependencies, devDependencies } = require('../package.json')
  const missing = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => {
    const folders = require.resolve.paths(name) ?? []
    return !folders.some((folder) => existsSync(join(folder, name)))
  })
  if (missing.length === 0) return
  throw new Error(`Of its packages these are not installed: ${missing.join(', ')}`)
}

async function loopback(): Promise<void> {
  const socket = createSocket('udp4')
  const signal = AbortSignal.timeout(UDP_DEADLINE)
  try {
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening', { signal })
    const arrived = once(socket, 'message', { signal })
    socket.send('hello', socket.address().port, '127.0.0.1')
    await arrived
  } catch (error) {
    const reason = signal.aborted ? `waited ${UDP_DEADLINE / 1000} s` : firstLine(error)
    throw new Error(`A UDP packet from this machine to itself doesn't arrive (${reason})`)
  } finally {
    socket.close()
  }
}

async function disk(): Promise<void> {
  const folder = await scratchPlace()
  const { bavail, bsize } = await statfs(folder)
  const free = Math.floor((bavail * bsize) / 1e6)
  if (free < NEEDED_DISK_MB) throw new Error(`Only ${free} MB are free in ${folder}`)
  const scratch = await newScratch('workshop-')
  try {
    if (!PLAIN.test(folder)) await load(join(scratch, 'probe.ts'), folder)
  } finally {
    await rm(scratch, { recursive: true })
  }
}

/** Graders are laid out and loaded there, whatever the folder is called. */
async function load(program: string, folder: string): Promise<void> {
  await writeFile(program, 'export const loaded: boolean = true\n')
  try {
    // In the place of each one Node puts the end of an import; this one has none.
    if (folder.includes('*')) throw new Error('Node takes * in a path for something else')
    await import(pathToFileURL(program).href)
  } catch (error) {
    const where = visible(folder).replaceAll('\n', '\\n')
    throw new Error(`Nothing can be loaded from ${where} (${visible(firstLine(error))})`)
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''
}
