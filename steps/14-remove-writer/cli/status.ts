import { command, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { fieldLines, print } from './terminal.ts'

export const status = command(
  'status',
  summary("Print an instance's status"),
  ...target,
  async ({ flags }) => {
    const answer = await withClient(flags, (client) => client.call('status', {}))
    const lag = answer.length - answer.signedLength
    print(flags.json, answer, [...fieldLines(answer), `${lag} blocks are not signed yet`])
  }
)
