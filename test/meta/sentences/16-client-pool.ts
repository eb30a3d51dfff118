import type { Row } from '../sentences.ts'

const THROUGH = 'a request goes through the pool, and its answer comes back'
const LOAD =
  'the load of many clients is spread over all servers, and that of a lost one over all others'
const HELD = 'the pool holds back no requests: how much is too much is for the servers to say'
const DIES = 'when a server dies with a request under way, another one answers it'
const TWICE = 'a put that arrived twice is one entry'
const DURABLE =
  'a durable put has its time to be signed besides: NOT_SIGNED_YET comes from the server'
const NOBODY = 'when no server answers the error is UNAVAILABLE, within the deadline'
const OWN = 'a server’s own error is the answer, and no other server is asked'
const FEW = 'many entries are stored in as few requests as fit, and progress is reported after each'
const STOPS = 'putAll stops at the first request that fails, and hands its error on'

export const rows: Row[] = [
  { says: 'believes an answer, good or bad', tests: [DIES, TWICE, OWN] },
  { says: 'It gets the shuffled keys', tests: [LOAD] },
  { says: 'as many as there are servers', tests: [DIES] },
  { says: 'How much is too much is for a server to say', tests: [HELD] },
  { says: 'make the request through the pool', tests: [THROUGH, TWICE] },
  { says: 'All of it is added to both', tests: [DURABLE, THROUGH] },
  { says: 'To a caller both mean', tests: [NOBODY] },
  { says: "The code of a server's own error stays as it is", tests: [OWN] },
  { says: 'keep both limits and are as few as possible', tests: [FEW] },
  { says: 'The first error ends it', tests: [STOPS] }
]
