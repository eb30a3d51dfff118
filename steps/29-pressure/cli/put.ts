import { command, flag, summary } from 'paparam'

import { RegistryError } from '../errors.ts'
import { nameOf, named } from './name.ts'
import { target, withClient } from './target.ts'
import { parseKey, print, promiseOf } from './terminal.ts'

export const put = command(
  'put',
  summary('Store an entry; one of the same name is replaced'),
  ...named,
  flag('--drive-key|-k <key>', 'key of the Hyperdrive with its files'),
  flag('--type|-t <type>', 'what the model does, such as text-generation'),
  flag('--owner|-o <owner>', 'who made it'),
  flag('--description <text>', 'one line about it'),
  flag('--durable', 'wait until a majority has signed it'),
  ...target,
  async ({ args, flags }) => {
    const name = nameOf(args, flags)
    const { type, owner = null, description = null, durable = false } = flags
    if (type === undefined) throw RegistryError.INVALID_INPUT('--type is missing')
    const driveKey = parseKey('--drive-key', flags.driveKey)
    const entry = { name, driveKey, type, owner, description }
    const answer = await withClient(flags, (client) => client.put(entry, { durable }), {
      admin: true
    })
    print(flags.json, answer, [`stored ${name}: ${promiseOf(answer)}`])
  }
)
