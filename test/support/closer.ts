import ReadyResource from 'ready-resource'

import { createLogger } from '#work/11-run/cli/log.ts'
import { closeOnSignal } from '#work/11-run/cli/signals.ts'

/** How long a close takes, by the program's last argument. */
const CLOSES: { [how: string]: () => Promise<unknown> } = {
  'at once': async () => {},
  'after a while': () => new Promise((resolve) => setImmediate(resolve)),
  // What it waits for is gone, and nothing else keeps the process.
  never: () => {
    clearInterval(socket)
    return new Promise(() => {})
  },
  'never, with a socket': () => new Promise(() => {}),
  'failing once more': async () => void thing.emit('error', new Error('the disk has failed, too')),
  'by throwing': () => Promise.reject(new Error('the disk is full'))
}

/** What a process runs, as far as signals go: a program for tests of step 11. */
class Thing extends ReadyResource {
  protected override async _close(): Promise<void> {
    console.log('closing')
    await CLOSES[process.argv.at(-1) ?? '']?.()
    console.log('closed')
  }
}

const thing = new Thing()
closeOnSignal(thing, createLogger())
await thing.ready()
// Like a socket: by itself the process doesn't end.
const socket = setInterval(() => {}, 60_000)
process.once('SIGUSR2', () => thing.emit('error', new Error('the base has failed')))
console.log('open')
