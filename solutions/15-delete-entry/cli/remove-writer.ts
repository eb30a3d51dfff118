import { arg, command, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { parseKey, print } from './terminal.ts'

export const removeWriter = command(
  'remove-writer',
  summary('Take an instance out, so that it can no longer write; for admins'),
  arg('<local-key>', 'the localKey that it prints when it starts'),
  ...target,
  async ({ args: { localKey }, flags }) => {
    const key = parseKey('the local key', localKey)
    await withClient(flags, (client) => client.call('remove-writer', { key }), { admin: true })
    print(flags.json, { removed: localKey }, [`asked to remove ${localKey}`])
  }
)
