import { arg, command, flag, summary } from 'paparam'

import { createIdentity, readIdentity } from '../client/identity.ts'
import { print, text } from './terminal.ts'

export const identity = command(
  'identity',
  summary('Print the public key of an identity file; makes the file if there is none'),
  arg('<file>', 'keep it secret: it gives all the rights of its key'),
  flag('--json', 'print JSON, for scripts'),
  async ({ args: { file }, flags }) => {
    await createIdentity(file)
    const { publicKey } = await readIdentity(file)
    print(flags.json, { publicKey }, [text(publicKey)])
  }
)
