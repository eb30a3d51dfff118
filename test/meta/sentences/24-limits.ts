import type { Row } from '../sentences.ts'

const BUSY = 'a key that has 32 requests under way is BUSY, and others still find room, up to 512'
const PLACE = 'a place is given back when the work is done and when it fails; a refusal takes none'

export const rows: Row[] = [
  { says: 'that a caller can make grow has a limit', tests: [BUSY] },
  {
    says: 'BUSY says how long to wait',
    tests: [
      BUSY,
      'an honest client is answered while another pipelines 3,000 puts and strangers send theirs',
      'a caller that reads no answers is cut off, and others are answered'
    ]
  },
  { says: 'the answer is BUSY at once, and no place is taken', tests: [BUSY, PLACE] },
  {
    says: 'for a listed `remotePublicKey`',
    tests: [
      'strangers find room for 64 connections and no more; a listed key always gets in',
      'with all places taken, your instance calls a neighbour that it finds, and lets it in'
    ]
  },
  {
    says: 'is sent again, after the milliseconds that the error names',
    tests: [
      'a request that was BUSY is sent again after the wait that it was told',
      'your client waits out a server that is BUSY, and is answered'
    ]
  },
  {
    says: 'the caller gets BUSY',
    tests: ['other errors are thrown at once, and BUSY when the wait would end after the deadline']
  }
]
