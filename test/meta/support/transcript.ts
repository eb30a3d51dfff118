import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { until } from '../../support/until.ts'
import { Shell } from './shell.ts'

const BLOCK = /^```console\n([^]*?)^```/gm
/** Ends what was started last and still runs. */
const STOP = '^C'
/** Ports in documents; others are used, since something may listen there. */
const PORTS = ['30001', '9100', '49800']
/** Commands that look at what goes on. */
const LOOKS = /^npm run registry -- status /
const DEADLINE = 120_000
/** What belongs to the folder that a person works in. */
const OWN = new Set(['.git', '.workshop', 'grades', 'dist'])

export interface Command {
  line: string
  /** Lines that it must print, in this order; others may stand between them. */
  expected: string[]
}

/** The commands of a document's `console` blocks, and what they print. */
export function readTranscript(text: string): Command[] {
  const lines = [...text.matchAll(BLOCK)].flatMap(([, block = '']) => block.split('\n'))
  const commands: Command[] = []
  for (const line of lines.filter((each) => each.trim() !== '')) {
    if (line.startsWith('$ ')) commands.push({ line: line.slice(2), expected: [] })
    else if (line === STOP) commands.push({ line, expected: [] })
    else commands.at(-1)?.expected.push(line)
  }
  return commands
}

/** Types a transcript into shells, in a folder that looks like the repository; throws where it differs. */
export async function play(root: string, text: string): Promise<number> {
  const folder = await mirror(root)
  const started: Shell[] = []
  try {
    let typed = text.replace(/npm run dht$/gm, '$& -- --port 30001')
    for (const port of PORTS) typed = typed.replaceAll(port, await freePort())
    const commands = readTranscript(typed)
    for (const { line, expected } of commands) {
      if (line === STOP) {
        await started.findLast(({ runs }) => runs)?.stop()
        continue
      }
      if (LOOKS.test(line)) {
        // As a person would: what it shows may take a moment to be so.
        const look = () => new Shell(line, folder).shows(expected)
        await until(`${line} shows ${expected.join(', ')}`, look, { deadline: DEADLINE })
        continue
      }
      const shell = new Shell(line, folder)
      started.push(shell)
      await shell.prints(expected)
    }
    for (const shell of started.toReversed()) await shell.stop()
    return commands.length
  } finally {
    for (const shell of started) shell.kill()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A folder with all that is in the repository; what a command writes there stays out of it. */
async function mirror(root: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-typed-'))
  for (const entry of await readdir(root, { withFileTypes: true })) {
    const [from, to] = [join(root, entry.name), join(folder, entry.name)]
    if (OWN.has(entry.name)) continue
    if (entry.isFile()) await cp(from, to)
    else await symlink(from, to, 'junction')
  }
  return folder
}

async function freePort(): Promise<string> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return String(port)
}
