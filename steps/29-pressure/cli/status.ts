import { command, summary } from 'paparam'

import { target, withClient } from './target.ts'
import { fieldLines, print, text } from './terminal.ts'

export const status = command(
  'status',
  summary("Print an instance's status"),
  ...target,
  async ({ flags }) => {
    const { members, ...answer } = await withClient(flags, (client) => client.call('status', {}))
    const lag = answer.length - answer.signedLength
    const indexers = (members ?? []).map(({ key, length, silence }) => {
      return `indexer ${text(key)}  ${length} blocks, the last one seen ${silence} ms ago`
    })
    const lines = [...fieldLines(answer), `${lag} blocks are not signed yet`, ...indexers]
    print(flags.json, { ...answer, members }, lines)
  }
)
