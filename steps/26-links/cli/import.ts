import { arg, command, summary } from 'paparam'

import { readEntries } from './entries.ts'
import { target, withClient } from './target.ts'
import { print } from './terminal.ts'

export const load = command(
  'import',
  summary('Store all entries of a file; run it again to go on after an interruption'),
  arg('<file>', 'JSON or NDJSON: { name, driveKey, type, owner?, description? }'),
  ...target,
  async ({ args: { file }, flags }) => {
    const entries = await readEntries(file)
    const live = process.stderr.isTTY && !flags.json
    const tell = (stored: number) => {
      if (live) process.stderr.write(`\r${stored} of ${entries.length} stored`)
    }
    try {
      await withClient(flags, (client) => client.putAll(entries, tell), { admin: true })
    } finally {
      if (live) process.stderr.write('\n')
    }
    print(flags.json, { stored: entries.length }, [`stored ${entries.length} entries`])
  }
)
