import IdEnc from 'hypercore-id-encoding'
import { command, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { print } from './terminal.ts'

export const drain = command(
  'drain',
  summary('Make an instance refuse writes, so that it can be taken out without loss; for admins'),
  ...target,
  async ({ flags }) => {
    const { key, length = 0 } = await withClient(flags, (client) => client.call('drain', {}), {
      admin: true
    })
    const localKey = IdEnc.encode(key)
    print(flags.json, { localKey, length }, [
      'refuses writes from now on; take it out with',
      `registry remove-writer ${localKey} --length ${length} --storage <folder of another>`
    ])
  }
)
