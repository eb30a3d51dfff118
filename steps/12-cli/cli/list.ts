import { command, flag, summary } from 'paparam'
import { todo } from '#todo'

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
    throw todo('12.4', 'collect the entries that were asked for, and print them')
  }
)
