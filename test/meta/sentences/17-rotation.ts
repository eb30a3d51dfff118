import type { Row } from '../sentences.ts'

const TELLS =
  'status tells how many blocks of each indexer are here, and for how long it has been silent'
const CLOCK = 'status answers, and no silence is below 0, when the wall clock is set back an hour'
const LOST =
  'one of three is lost: status names it, it goes out, a new one comes in, and readers follow'

export const rows: Row[] = [
  { says: 'a majority of the old indexers makes the new set', tests: [LOST] },
  {
    says: 'Without a majority nobody can be removed',
    untested: 'It is what Autobase does.'
  },
  { says: 'A lost indexer is removed as it is', tests: [LOST] },
  {
    says: 'have the new machine running before you begin',
    untested: 'It is advice to a person.'
  },
  { says: 'another length than before was first seen there', tests: [TELLS, CLOCK] },
  { says: 'status must answer even if the wall clock', tests: [CLOCK] }
]
