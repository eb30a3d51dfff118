import { command, summary } from 'paparam'

import { RegistryError } from '../errors.ts'
import { nameOf, named } from './name.ts'
import { target, withClient } from './target.ts'
import { fieldLines, print } from './terminal.ts'

export const get = command(
  'get',
  summary('Print the entry of a name'),
  ...named,
  ...target,
  async ({ args, flags }) => {
    const name = nameOf(args, flags)
    const entry = await withClient(flags, (client) => client.get(name))
    if (entry === null) throw RegistryError.NOT_FOUND(name)
    print(flags.json, entry, fieldLines(entry))
  }
)
