import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

import { readFlags, refuse } from './flags.ts'
import { readTraceFile } from './picture/file.ts'
import { follow } from './picture/live/follow.ts'
import { readTarget } from './picture/live/target.ts'
import { isScript, runScript } from './picture/script/run.ts'
import { servePicture } from './picture/server.ts'
import type { Source } from './picture/server.ts'

const USAGE = `npm run look -- FILE                               a trace, as a failing test names it
npm run look -- SCRIPT.ts [ARGUMENTS]              what the bases of a script do, once it has ended
npm run look -- --storage FOLDER                   the cluster of the instance that runs on FOLDER
npm run look -- --bootstrap KEY --dht HOST:PORT    the cluster of a base; default: the public DHT
--step NN   the step that the cluster runs; default: the last
--port N    port of the page on this machine; default: a free one`
const CLOSE_MS = 5000

const root = fileURLToPath(new URL('..', import.meta.url))
const text = { type: 'string' } as const
const options = { storage: text, bootstrap: text, dht: text, port: text, step: text }
const flags = readFlags(USAGE, options, true)
const { positionals } = parseArgs({ options, allowPositionals: true })
const [file, ...args] = positionals
const closers: (() => Promise<void> | void)[] = []

try {
  await look()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(`cannot show it: ${message}`)
  await end(1)
}

async function look(): Promise<void> {
  const live = flags.storage !== undefined || flags.bootstrap !== undefined
  const many = args.length > 0 && !isScript(file ?? '')
  if (many || live === (file !== undefined)) refuse('give one thing to look at', USAGE)
  const port = Number(flags.port ?? 0)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    refuse(`${flags.port} is not a port`, USAGE)
  const source = file === undefined ? await openLive() : await openFile(file)
  const server = await servePicture(source, port)
  closers.unshift(() => server.close())
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end(0))
  console.log(`picture   ${server.url}`)
  console.log('stop      Ctrl+C')
}

async function openFile(path: string): Promise<Source> {
  const full = resolve(process.env['INIT_CWD'] ?? '.', path)
  if (!isScript(path)) return { events: await readTraceFile(full, path), live: false }
  if (!existsSync(full)) throw new Error(`there is no script ${path}`)
  const trace = await runScript(root, full, args)
  return { events: await readTraceFile(join(root, trace), trace), live: false }
}

async function openLive(): Promise<Source> {
  const { recording, close } = await follow(root, await readTarget(flags), flags.step)
  closers.push(close)
  return { live: recording }
}

async function end(code: number): Promise<never> {
  setTimeout(() => process.exit(code), CLOSE_MS).unref()
  for (const close of closers) await Promise.resolve(close()).catch(() => {})
  process.exit(code)
}
