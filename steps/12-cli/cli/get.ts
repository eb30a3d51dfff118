import { arg, command, summary } from 'paparam'
import { todo } from '#todo'

import { RegistryError } from '../errors.ts'
import { target, withClient } from './target.ts'
import { fieldLines, print } from './terminal.ts'

export const get = command(
  'get',
  summary('Print the entry of a name'),
  arg('<name>', 'what the model is called'),
  ...target,
  async ({ args: { name }, flags }) => {
    throw todo('12.3', 'ask for the entry, and print it or say that there is none')
  }
)
