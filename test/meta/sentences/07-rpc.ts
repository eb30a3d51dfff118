import type { Row } from '../sentences.ts'

const PROBLEM = 'an entry that breaks a rule has a problem, which names the field'
const LIMITS = 'an entry at its limits breaks no rule'
const REFUSES = 'put refuses a broken entry with INVALID_ENTRY and the field, and appends nothing'
const NFC = 'a name that looks like another is refused: only the normal form NFC may be put'
const SKIPPED = 'a broken entry that a careless writer appends is skipped by apply'
const STORED = 'apply stores a name in another normal form: that rule is for put alone'
const CODE = 'whatever goes wrong in a method, the caller gets a code and the server lives'
const REQUEST = 'a request that is too large or cannot be decoded is refused, and the server lives'
const DURABLE =
  'a durable put over RPC waits for the majority; without one it is NOT_SIGNED_YET, and stored'

export const rows: Row[] = [
  { says: 'Check first, append last', tests: [REFUSES] },
  { says: 'an answer or an error with a code', tests: [CODE, REQUEST] },
  { says: 'only the majority is missing', tests: [DURABLE] },
  { says: 'may be stored or not: put it again', untested: 'It is advice to the caller.' },
  { says: 'characters, as length counts them', tests: [PROBLEM, LIMITS] },
  { says: 'before it appends, so that the caller', tests: [REFUSES] },
  { says: 'a name is in the normal form NFC', tests: [NFC] },
  { says: 'has nothing that HIDDEN finds', tests: [NFC] },
  { says: 'on all peers alike, and the rest is stored', tests: [SKIPPED, STORED] },
  {
    says: 'A RegistryError reaches the caller as it is',
    tests: ['an instance that is not a writer answers NOT_WRITABLE at once', REQUEST, DURABLE]
  },
  {
    says: 'returns those of the response',
    tests: [
      'an entry that is put over RPC is stored, and the answer tells where it stands',
      'requests that come together each get an answer of their own'
    ]
  },
  { says: 'No other error leaves this function', tests: [CODE] }
]
