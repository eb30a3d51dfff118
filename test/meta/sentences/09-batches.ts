import type { Row } from '../sentences.ts'

const DISK = 'a put is answered when its block is on the disk, and not before'
const NEXT = 'what arrives while a block is stored goes into the next one, in order'
const SHARE = 'puts that come together share blocks, in order, each with an answer of its own'
const ORDER = 'a batch is applied in order, and a block with one operation is still valid'
const FILLED = 'operations go into as few blocks as they fit into, in order'

export const rows: Row[] = [
  {
    says: 'Sync to disk before answering',
    tests: [
      DISK,
      'a disk that does not sync is reported to the caller, and the next put is tried again'
    ]
  },
  { says: 'one sync serves all of it', tests: [NEXT, SHARE] },
  {
    says: 'A batch is a block like any other',
    tests: [
      ORDER,
      'a bad operation in a batch is skipped and counted alone',
      'a batch in a batch, and a batch of more than 256 operations, are refused as one',
      'your peer and ours have equal views, whatever the order in which they meet'
    ]
  },
  { says: 'Fill one block after the other', tests: [FILLED] },
  {
    says: 'only one append is under way at any time',
    tests: ['each caller gets the answer to its own put: when it is stored, or why it is not']
  }
]
