import { arg, command, flag, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { parseCount, parseKey, print } from './terminal.ts'

export const removeWriter = command(
  'remove-writer',
  summary('Take an instance out, so that it can no longer write; for admins'),
  arg('<local-key>', 'the localKey that it prints when it starts'),
  flag('--length|-l <blocks>', 'first wait for that many of its blocks, as drain has printed'),
  ...target,
  async ({ args: { localKey }, flags }) => {
    const key = parseKey('the local key', localKey)
    const length = parseCount('--length', flags.length)
    const request = { key, length }
    await withClient(flags, (client) => client.call('remove-writer', request), { admin: true })
    print(flags.json, { removed: localKey }, [`asked to remove ${localKey}`])
  }
)
