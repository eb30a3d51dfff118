import goodbye from 'graceful-goodbye'
import { arg, command, flag, summary } from 'paparam'

import { RegistryError } from '../errors.ts'
import { readEntries } from './entries.ts'
import { target, withClient } from './target.ts'
import { parseCount, print } from './terminal.ts'

export const load = command(
  'import',
  summary('Store all entries of a file; run it again to go on after an interruption'),
  arg('<file>', 'JSON or NDJSON: { name, driveKey, type, owner?, description? }; - reads stdin'),
  flag('--dry-run', 'check the rows, and send nothing'),
  flag('--from <row>', 'begin at that row, to go on after an interruption'),
  ...target,
  async ({ args: { file }, flags }) => {
    const first = parseCount('--from', flags.from ?? '1')
    const rows = await readEntries(file)
    if (first > Math.max(1, rows.length))
      throw RegistryError.INVALID_INPUT(`--from ${first}: there are only ${rows.length} rows`)
    const entries = rows.slice(Math.max(0, first - 1))
    const count = entries.length
    if (flags.dryRun) return print(flags.json, { checked: count }, [`${count} entries are fine`])
    const live = process.stderr.isTTY && !flags.json
    let stored = 0
    const tell = (sum: number) => {
      stored = sum
      if (live) process.stderr.write(`\r${stored} of ${count} stored`)
    }
    // A signal ends the process before the error of what it breaks off gets here.
    goodbye(async () => {
      const rest = `${stored} of ${count} entries are stored: go on with --from ${first + stored}`
      if (stored < count) console.error(rest)
    }, 1)
    try {
      await withClient(flags, (client) => client.putAll(entries, tell), { admin: true })
    } finally {
      if (live) process.stderr.write('\n')
    }
    print(flags.json, { stored }, [`stored ${stored} entries`])
  }
)
