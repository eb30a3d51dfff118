import type { Row } from '../sentences.ts'

const TABLE = 'anyone, writers, admins: each method is for those, and for those above them'
const STRANGER =
  'by RPC a stranger gets its status, and UNAUTHORIZED for everything else, whatever it sends'
const LISTED = 'a listed key writes and no more; an admin writes, and calls admin methods'
const OPEN = 'an open instance takes writes from anyone, but lets only admins call admin methods'
const IDENTITY =
  'an identity file is a key pair, the same each time; anything else is refused, and made by nobody'
const COMMANDS =
  'on the command line: identity makes one, run --allow lists it, put --identity is that client'

export const rows: Row[] = [
  { says: 'Who asks comes before what is asked', tests: [STRANGER] },
  {
    says: 'A method without an answer to "who?"',
    untested: 'The type of the table of methods asks for one: without it, it does not compile.'
  },
  { says: 'it may only ask for status', tests: [STRANGER, COMMANDS] },
  { says: 'if this instance is open', tests: [TABLE, OPEN] },
  { says: 'An option may give a key as bytes', tests: [TABLE] },
  { says: 'before anything is decoded', tests: [STRANGER] },
  { says: 'or the one of `caller()`', tests: [LISTED] },
  { says: 'a mistyped `--identity` must never make a file', tests: [IDENTITY, COMMANDS] }
]
