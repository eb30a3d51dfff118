import type { Row } from '../sentences.ts'

const bad = ['garbage', 'an unknown operation', 'truncated'].map((kind) => {
  return `a block that is ${kind} is skipped and counted, and the base lives on`
})
const SCHEMA = 'the schema registers put-entry as an operation that carries an entry'
const ROUTED = 'put-entry is routed to the view'
const STORAGE = 'an error of the storage leaves the handler and is not skipped'
const DECODED = 'a block that holds an operation is decoded to its name and value'
const SAME = 'your peer skips the same blocks as two of our peers, block for block'

export const rows: Row[] = [
  { says: 'counts it in the view', tests: [...bad, SAME] },
  { says: 'Nothing that a writer appends may make apply throw', tests: [...bad, SAME] },
  { says: 'its number is its place in this list', tests: [SCHEMA] },
  {
    says: 'apply flushes once, after the loop',
    tests: [ROUTED, 'the same puts give the same view in every order of meeting and parting']
  },
  { says: 'a full disk is the trouble of one peer', tests: [STORAGE] },
  { says: 'that throw becomes null, and no other', tests: [DECODED, ...bad] },
  { says: 'apply.ts does the rest', untested: 'It says what is handed out.' },
  {
    says: 'A zero-byte block (Buffer.alloc(0)) reaches apply',
    tests: ['a zero-byte block leaves no trace on any peer']
  },
  {
    says: 'a batch is one append',
    tests: [
      'putAll appends its entries as one batch',
      'a put is appended as a put-entry operation that our peer understands'
    ]
  }
]
