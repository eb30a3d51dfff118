import { arg, command, flag, summary } from 'paparam'
import { todo } from '#todo'

import { target, withClient } from './target.ts'
import { parseKey, print } from './terminal.ts'

export const addWriter = command(
  'add-writer',
  summary('Add another instance as an indexer, or as a writer; for admins'),
  arg('<local-key>', 'the localKey that the other instance prints when it starts'),
  flag('--writer-only', 'let it write, but not sign'),
  ...target,
  async ({ args: { localKey }, flags }) => {
    throw todo('13.2', 'ask as an admin to add the writer, and print what was asked')
  }
)
