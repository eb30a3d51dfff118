import { command, flag, summary } from 'paparam'

import { nameOf, named } from './name.ts'
import { target, withClient } from './target.ts'
import { print, promiseOf } from './terminal.ts'

export const deleteEntry = command(
  'delete',
  summary('Delete the entry of a name'),
  ...named,
  flag('--durable', 'wait until a majority has signed it'),
  ...target,
  async ({ args, flags }) => {
    const name = nameOf(args, flags)
    const { durable = false } = flags
    const answer = await withClient(flags, (client) => client.delete(name, { durable }), {
      admin: true
    })
    print(flags.json, answer, [`deleted ${name}: ${promiseOf(answer)}`])
  }
)
