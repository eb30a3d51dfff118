import { arg, command, flag, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { parseKey, print, text } from './terminal.ts'

const publicKey = arg('<public-key>', 'the key that registry identity prints')

export const allow = command(
  'allow',
  summary('Let a client write to an instance; for admins'),
  publicKey,
  flag('--admin', 'let it call admin methods too'),
  ...target,
  async ({ args, flags }) => {
    const request = { key: parseKey('the public key', args.publicKey), admin: flags.admin ?? false }
    await withClient(flags, (client) => client.call('allow', request), { admin: true })
    print(flags.json, request, [`${args.publicKey} ${request.admin ? 'is an admin' : 'may write'}`])
  }
)

export const deny = command(
  'deny',
  summary('Take a client off a list; for admins'),
  publicKey,
  flag('--admin', 'take it off the list of admins'),
  ...target,
  async ({ args, flags }) => {
    const request = { key: parseKey('the public key', args.publicKey), admin: flags.admin ?? false }
    await withClient(flags, (client) => client.call('deny', request), { admin: true })
    const list = request.admin ? 'admins' : 'writers'
    print(flags.json, request, [`${args.publicKey} is off the list of ${list}`])
  }
)

export const access = command(
  'access',
  summary('Print the keys that may write to an instance, and those of its admins; for admins'),
  ...target,
  async ({ flags }) => {
    const call = withClient(flags, (client) => client.call('access', {}), { admin: true })
    const { writers, admins, open = false } = await call
    print(flags.json, { open, writers: writers.map(text), admins: admins.map(text) }, [
      open ? 'anyone may write' : 'only these keys may write',
      ...writers.map((key) => `writer  ${text(key)}`),
      ...admins.map((key) => `admin   ${text(key)}`)
    ])
  }
)
