import { command, flag, summary } from 'paparam'

import type { Entry } from '../view.ts'
import { target, withClient } from './target.ts'
import { entryLine, print } from './terminal.ts'

export const list = command(
  'list',
  summary('Print all entries, or those of a type or an owner'),
  flag('--type|-t <type>', 'only this type'),
  flag('--owner|-o <owner>', 'only this owner'),
  ...target,
  async ({ flags }) => {
    const { type, owner, json } = flags
    const entries = await withClient(flags, async (client) => {
      const view = await client.view()
      const all: Entry[] = []
      const found =
        type !== undefined
          ? view.findByType(type)
          : owner !== undefined
            ? view.findByOwner(owner)
            : view.list()
      for await (const entry of found) {
        if (owner === undefined || entry.owner === owner) all.push(entry)
      }
      return all
    })
    print(json, entries, [...entries.map(entryLine), `${entries.length} entries`])
  }
)
