import { command, flag, summary } from 'paparam'

import { RegistryError } from '../errors.ts'
import { readStopped } from '../instance/stopped.ts'
import type { RegistryView } from '../view.ts'
import { target, withClient } from './target.ts'
import { print } from './terminal.ts'

export const dump = command(
  'export',
  summary('Print all entries, one JSON object per line, as a file for import'),
  flag('--stopped', 'of an instance that is stopped: also what is not signed yet'),
  ...target,
  async ({ flags }) => {
    const { stopped, storage } = flags
    if (!stopped) return withClient(flags, async (client) => printAll(await client.view()))
    if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
    return readStopped(storage, printAll)
  }
)

async function printAll(view: RegistryView): Promise<void> {
  for await (const entry of view.list()) print(true, entry, [])
}
