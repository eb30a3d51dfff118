import type { Row } from '../sentences.ts'

const WHICH = 'a command says in one line which instance it cannot talk to, and why'
const TALKS = 'a command talks to the instance that runs on a folder, or to that of a key, and ends'
const BEHIND = 'nothing of a command stays behind, whether it succeeds, fails or is interrupted'
const GET = 'get prints an entry, for a person or as JSON, and says so when there is none'
const LIST = 'list prints all entries, or those of a type, of an owner, or of both'
const OTHERS =
  'text of others does not rule the terminal, and a reader that has seen enough is not an error'

export const rows: Row[] = [
  { says: 'never opens its folder', tests: [TALKS] },
  { says: 'it leaves nothing behind', tests: [BEHIND] },
  { says: 'What others wrote is shown as text', tests: [OTHERS] },
  { says: 'With neither flag it is', tests: [WHICH] },
  { says: 'that was given overrides the card', tests: [WHICH] },
  { says: 'There are three ways to the end', tests: [BEHIND] },
  { says: 'If there is no such entry, the command fails with', tests: [GET] },
  { says: 'There are four cases', tests: [LIST] },
  { says: 'and then how many there are', tests: [LIST, OTHERS] }
]
