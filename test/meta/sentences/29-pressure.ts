import type { Row } from '../sentences.ts'

const IN_TIME = 'what a majority signs in time is never behind'
const CUT = 'what was cut back waits for nothing'
const LIMITS = 'a majority is behind from the limits on, and not before'
const NOBODY = 'without a majority nothing is held back, and with one it is again'
const SAME = 'at every look it says what the reference would'
const WAITS =
  'puts wait while a majority is behind, and go on at the update with which it no longer is'
const ENDS = 'a put waits for so long and no longer, and leaves nothing behind'
const GONE = 'with the others gone, puts go on'

export const rows: Row[] = [
  { says: 'Take no more than can be finished', tests: [WAITS, LIMITS] },
  { says: 'While a majority is behind with signing, puts wait', tests: [WAITS, LIMITS] },
  { says: "while there is no majority, they don't", tests: [NOBODY, GONE] },
  { says: 'no put waits for long', tests: [ENDS, GONE] },
  {
    says: 'no put is lost, and everybody has the same order in the end',
    untested: 'It is what Autobase does; the kill rounds of the soak look at it.'
  },
  { says: 'its time is set at each look at which the signed length', tests: [NOBODY, SAME] },
  { says: 'it is null while everything is signed', tests: [SAME, WAITS] },
  {
    says: 'It is only slow, and it is cured by doing less',
    untested: 'It is measured: npm run bench -- --only long.'
  },
  { says: 'is kept until it is signed', tests: [CUT, SAME] },
  { says: 'At that look the next one is noted', tests: [IN_TIME, CUT] },
  { says: 'at that look, too, the present one is noted instead', tests: [CUT] },
  { says: 'All of these must be true', tests: [LIMITS, NOBODY, SAME] },
  { says: 'A few puts are no pressure', tests: [LIMITS] },
  { says: 'Without a majority nothing is ever signed', tests: [NOBODY, GONE] },
  { says: 'and after `HOLD_MS` at the latest', tests: [ENDS] },
  { says: 'must not lose any time', tests: [WAITS] },
  { says: 'look again then, and only then', tests: [WAITS] },
  { says: 'One timer ends the wait, however many updates come', tests: [ENDS] },
  { says: 'take away the listeners that you have added, and no others', tests: [WAITS, ENDS] },
  { says: 'each call waits for itself', tests: [ENDS] },
  { says: 'is not for the caller of `settle`', tests: [WAITS] }
]
