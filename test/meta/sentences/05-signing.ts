import type { Row } from '../sentences.ts'

const AT_ONCE = 'untilSigned returns at once if everything is already signed'
const WAITS = 'untilSigned waits until a majority has signed this writer up to the length'
const LATE = 'untilSigned gives up with NOT_SIGNED_YET when time is up'
const ANSWER = 'a put is answered with the length of its writer, and promises no signature'
const DURABLE = 'a durable put is answered when a majority has signed it'
const UNCHANGED = 'a durable put that changes nothing is signed as well'
const WITHOUT =
  'a durable put without a majority is NOT_SIGNED_YET, and is signed once a majority is back'
const STALL = 'the nudge appends a null block when signing has stalled, and only then'

export const rows: Row[] = [
  { says: 'says that it is appended here', tests: [ANSWER] },
  { says: 'a caller that needs to know waits for that', tests: [DURABLE, WITHOUT] },
  {
    says: 'travels in the next block that it appends',
    tests: ['an indexer that has signed and falls silent appends one null block']
  },
  { says: 'it may come while you look', tests: [AT_ONCE, WAITS] },
  { says: 'You must not miss either', tests: [AT_ONCE, WAITS] },
  { says: 'only as long as it said', tests: [LATE, WITHOUT] },
  { says: 'promises something about a majority', tests: [ANSWER, DURABLE, UNCHANGED] },
  {
    says: 'Unsigned alone is not a stall',
    tests: ['the nudge leaves alone a base whose signed length moves on', STALL]
  },
  {
    says: 'Only an indexer can help',
    tests: [
      STALL,
      'a change of the indexers that nobody signs is a stall too',
      'after bursts on three indexers everything ends signed'
    ]
  },
  {
    says: 'in a stall each wait is longer than the last',
    tests: [
      'the nudge waits longer and longer in a stall, up to a limit, and is quick again afterwards'
    ]
  }
]
