import { arg, command, summary } from 'paparam'
import { todo } from '#todo'

import { target, withClient } from './target.ts'
import { parseKey, print } from './terminal.ts'

export const removeWriter = command(
  'remove-writer',
  summary('Take an instance out, so that it can no longer write; for admins'),
  arg('<local-key>', 'the localKey that it prints when it starts'),
  ...target,
  async ({ args: { localKey }, flags }) => {
    throw todo('14.4', 'ask as an admin for the removal, and print what was asked')
  }
)
