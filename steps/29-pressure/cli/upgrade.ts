import { command, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { print } from './terminal.ts'

export const upgrade = command(
  'upgrade',
  summary('Announce the version of an instance, so that older ones halt; for admins'),
  ...target,
  async ({ flags }) => {
    const { announced } = await withClient(flags, (client) => client.call('upgrade', {}), {
      admin: true
    })
    const lines = [`version ${announced} is in use: older instances halt`]
    print(flags.json, { version: announced }, lines)
  }
)
