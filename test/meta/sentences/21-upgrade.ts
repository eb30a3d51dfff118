import type { Row } from '../sentences.ts'

const ANNOUNCED = 'only the version above the one in use is announced; every other is refused'
const KNOWS_LESS =
  'a program that knows less than what is announced halts, and its reason names both versions'
const APPLY = 'with a newer version in use, apply halts before it applies anything'
const START =
  'started with a program that is too old, a service ends with HALTED and leaves nothing open'
const PEER = 'a peer that is too old halts at the announcement; it reads, and the others go on'
const PLAIN = 'a plain writer, and a number out of the blue, halt nobody: all peers skip the same'
const UPGRADE =
  'upgrade announces the next version that this program knows, and nothing if it knows none'

export const rows: Row[] = [
  { says: 'A version begins at a block', tests: [ANNOUNCED, PEER] },
  { says: 'never signs what comes after it', tests: [APPLY, PEER] },
  { says: 'every peer refuses it', tests: [ANNOUNCED, PLAIN] },
  { says: 'the reason names both versions', tests: [KNOWS_LESS] },
  { says: 'the start must fail with', tests: [START, APPLY] },
  { says: "it can't halt itself", tests: [UPGRADE] },
  { says: 'one at a time, so a program', tests: [UPGRADE] },
  { says: 'there is nothing to append', tests: [UPGRADE] },
  { says: 'One that has halted refuses, with', tests: [UPGRADE] }
]
