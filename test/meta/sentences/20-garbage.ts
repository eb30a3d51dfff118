import type { Row } from '../sentences.ts'

const GARBAGE =
  'what is not an operation, and what its handler refuses, is counted and leaves nothing'
const STOPS =
  'an error that is not a refusal leaves apply: what failed here may not have failed elsewhere'
const EQUAL =
  'three indexers append garbage, and a plain writer tries to take over: all peers stay equal'

export const rows: Row[] = [
  { says: 'every peer would refuse', tests: [GARBAGE, EQUAL] },
  { says: 'do stops this peer', tests: [STOPS] },
  { says: 'A handler refuses with a RegistryError', tests: [GARBAGE, STOPS] },
  { says: 'the trouble of this peer alone, and must leave apply', tests: [STOPS] },
  {
    says: 'the row and the base must say the same afterwards',
    tests: [
      'a removal stages both, that the writer is not an indexer any more and that it is out',
      'commit makes what was staged, in that order; before it the view is as it was'
    ]
  },
  {
    says: 'an indexer at this place in the order',
    tests: [
      'who may change the members is decided by the operations before, and by nothing else',
      'what a writer appends after its removal changes no view',
      EQUAL
    ]
  }
]
