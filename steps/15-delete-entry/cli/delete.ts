import { command, flag, summary } from 'paparam'
import { todo } from '#todo'

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
    throw todo('15.4', 'ask for the delete, and print which promise was given')
  }
)
