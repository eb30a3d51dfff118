import { arg, command, flag, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { parseKey, print } from './terminal.ts'

export const addWriter = command(
  'add-writer',
  summary('Add another instance as an indexer, or as a writer; for admins'),
  arg('<local-key>', 'the localKey that the other instance prints when it starts'),
  flag('--writer-only', 'let it write, but not sign'),
  ...target,
  async ({ args: { localKey }, flags }) => {
    const key = parseKey('the local key', localKey)
    const indexer = !flags.writerOnly
    const { seen } = await withClient(
      flags,
      (client) => client.call('add-writer', { key, indexer }),
      { admin: true }
    )
    if (!seen) console.error('warning: no peer has seen a writer with that key yet: is it right?')
    const lines = [`asked to add ${localKey} as ${indexer ? 'an indexer' : 'a writer'}`]
    print(flags.json, { added: localKey, indexer, seen }, lines)
  }
)
