import type { Row } from '../sentences.ts'

const TIMEOUT = 'a server that cannot be reached is a TIMEOUT after the client’s own deadline'
const DISCONNECTED =
  'a connection that ends before the answer is DISCONNECTED, and the next request reconnects'
const PUT = 'a put by your client is stored by the server, and its answer comes back'
const CODES = 'each way in which a request can fail has its code'
const FOLLOWS = 'your reader follows a newer view key; look-ups under way end on the old view'
const DOWN = 'when its server is down the client reads on from the others'

export const rows: Row[] = [
  { says: 'No answer is not a no', tests: [TIMEOUT, DISCONNECTED] },
  { says: 'so a put must be harmless to repeat', untested: 'It asks for what operations are.' },
  { says: 'say "it is so"', untested: 'It asks for what operations are.' },
  {
    says: 'Decide by your prediction',
    tests: [
      'two clients of one process write at the same time, over connections of their own',
      'a client opens and closes without a server: it connects with its first request'
    ]
  },
  { says: 'begin at five seconds', tests: [PUT] },
  { says: 'All methods go through call', tests: [PUT] },
  {
    says: 'is caught here',
    tests: [TIMEOUT, 'a durable put may take the time of the majority beside the client’s own']
  },
  {
    says: 'What the server threw is the cause',
    tests: ['the server’s errors keep their code, and say which field is wrong', CODES]
  },
  { says: 'Otherwise the new view', tests: [FOLLOWS] },
  {
    says: 'let it follow',
    tests: [
      'look-ups read the view: by name, drive key, type and owner',
      'when the indexers change the client moves on to the new view key'
    ]
  },
  {
    says: 'look-ups go on with the view that there is',
    tests: [DOWN, 'a server that is down is asked once per maxAge, and not at each look-up']
  }
]
