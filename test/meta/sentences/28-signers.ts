import type { Row } from '../sentences.ts'

const MAJORITY = 'as many indexers sign as make a majority, the greatest keys first'
const PACED = 'while entries come in, a signer leaves some looks between two null blocks'
const ALIVE = 'an indexer that is not needed shows once in a while that it is alive'
const LULL = 'a look that appended nothing is followed by one at which it may'
const STANDS_IN =
  'it stands in once a signer is silent and nothing is signed, until that one is back'
const UNNEEDED = 'an indexer that is not needed leaves signing to the signers'
const SAME = 'at every look it does what the reference would'
const THREE = 'three instances sign all that is put, with one of the signers gone as well'

export const rows: Row[] = [
  { says: 'A majority is enough to sign', tests: [MAJORITY, THREE] },
  { says: 'on every peer the order of the indexers is the same', tests: [MAJORITY] },
  { says: 'Every peer chooses the same ones', tests: [MAJORITY] },
  { says: 'only sign of life', tests: [ALIVE] },
  { says: 'the `look` of each signer in `#heard` say', tests: [STANDS_IN, SAME] },
  { says: 'the others rarely do while these are there', tests: [UNNEEDED, STANDS_IN, THREE] },
  { says: 'as many as make a majority, and no more', tests: [MAJORITY, UNNEEDED] },
  { says: 'signs once in `SIGN_OF_LIFE` looks', tests: [ALIVE, SAME] },
  { says: 'leave it as it is', tests: [MAJORITY] },
  { says: 'sign only `PACE` looks after its last null block', tests: [PACED, SAME] },
  {
    says: 'Otherwise sign at each look',
    tests: ['a signer signs at every look at a view that stands still', LULL]
  },
  { says: 'a signer had no new block for as long', tests: [STANDS_IN, UNNEEDED, SAME] },
  { says: 'whatever is signed in the meantime', tests: [STANDS_IN, SAME] },
  { says: 'Otherwise each put would have to wait', tests: [STANDS_IN, SAME] },
  { says: 'until each of them has a new block', tests: [STANDS_IN, SAME] },
  { says: 'Note all signers that are gone', tests: [SAME] },
  {
    says: 'One that is no longer among the signers',
    tests: ['one that has left the signers is not waited for']
  }
]
