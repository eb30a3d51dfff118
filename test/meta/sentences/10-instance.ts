import type { Row } from '../sentences.ts'

const REPLACED =
  'a small file is the old one or the new one at any moment, and only its owner may read it'
const CARD = 'a folder without an instance is distinguished from one whose instance.json is damaged'
const CLAIM =
  'a folder of something else, or of another base, is refused, and nothing is written there'
const ORDER = 'what others can reach is closed first and the store last, though the DHT may be gone'
const LEAVES = 'an instance that fails to leave the network frees its folder all the same'
const AGAIN = 'an instance that is closed starts again with the same keys, and has what was put'
const IN_USE = 'a folder that is in use, or a copy, is refused'
const HALF = 'a start that fails half-way leaves nothing locked'

export const rows: Row[] = [
  { says: 'belongs to one process, on one machine, for one base', tests: [IN_USE, CLAIM] },
  { says: 'the next start can use the folder', tests: [AGAIN, LEAVES, HALF] },
  { says: 'never half of it, and never nothing', tests: [REPLACED] },
  { says: 'it has mode 0600 from the first moment on', tests: [REPLACED] },
  { says: 'a person has to act differently on each', tests: [CARD] },
  { says: 'Any other must have a card or a', tests: [CLAIM] },
  { says: 'both must name the same base', tests: [CLAIM] },
  { says: 'gives all of them one form', tests: [CLAIM] },
  { says: 'What others can reach is closed first', tests: [ORDER] },
  { says: 'if it fails, the rest is closed all the same', tests: [ORDER, LEAVES] },
  { says: "some of the parts don't exist yet", tests: [HALF, IN_USE] }
]
