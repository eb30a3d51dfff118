import type { WrongSolution } from '../wrong.ts'

const PUT = 'a put by your client is stored by the server, and its answer comes back'
const TWO = 'two clients of one process write at the same time, over connections of their own'
const ERRORS = 'the server’s errors keep their code, and say which field is wrong'
const UNREACHABLE = 'a server that cannot be reached is a TIMEOUT after the client’s own deadline'
const CUT =
  'a connection that ends before the answer is DISCONNECTED, and the next request reconnects'
const LOOKUPS = 'look-ups read the view: by name, drive key, type and owner'
const MOVES = 'when the indexers change the client moves on to the new view key'
const DOWN = 'when its server is down the client reads on from the others'

const CAUSE = `  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {`
const FOLLOW = `      await this.#reader.follow(viewKey)
`
const ASKED = `      this.#asked = performance.now()
`
const RETHROW = `      if (this.#reader === null) throw err
`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'All clients of a process have one key pair',
    edits: [{ file: 'client.ts', find: `{ keyPair, backoff`, replace: `{ backoff` }],
    fails: [TWO],
    message: /DISCONNECTED/
  },
  {
    mistake: 'The request is returned and not awaited, so that its error escapes',
    edits: [
      {
        file: 'client.ts',
        find: `return await this.#rpc.makeRequest`,
        replace: `return this.#rpc.makeRequest`
      }
    ],
    fails: [ERRORS, UNREACHABLE, CUT, DOWN],
    message: /name: 'RPCError'/
  },
  {
    mistake: 'The deadline is not handed on',
    edits: [
      {
        file: 'client.ts',
        find: `responseEncoding: getEncoding(responseName),
        timeout
`,
        replace: `responseEncoding: getEncoding(responseName)
`
      }
    ],
    fails: [UNREACHABLE, DOWN],
    message: /not finished after/
  },
  {
    mistake: 'The answer is decoded as the request',
    edits: [
      {
        file: 'client.ts',
        find: `responseEncoding: getEncoding(responseName)`,
        replace: `responseEncoding: getEncoding(requestName)`
      }
    ],
    fails: [PUT, TWO, CUT, LOOKUPS, MOVES, DOWN],
    message: /Out of bounds/
  },
  {
    mistake: 'What the server threw is not looked at',
    edits: [{ file: 'errors.ts', find: CAUSE, replace: CAUSE.replace('(', '(ms < 0 && ') }],
    fails: [ERRORS],
    message: /REQUEST_ERROR/
  },
  {
    mistake: 'The code stands in the message twice',
    edits: [
      {
        file: 'errors.ts',
        find: "cause.message.replace(`${cause.code}: `, '')",
        replace: 'cause.message'
      }
    ],
    fails: [ERRORS],
    message: /INVALID_ENTRY: INVALID_ENTRY/
  },
  {
    mistake: 'The name of the field is lost',
    edits: [
      {
        file: 'errors.ts',
        find: `      context,
`,
        replace: ``
      }
    ],
    fails: [ERRORS],
    message: /context: undefined/
  },
  {
    mistake: 'A connection that ended is taken for a time-out',
    edits: [
      {
        file: 'errors.ts',
        find: `    return RegistryError.DISCONNECTED(err)`,
        replace: `    return RegistryError.TIMEOUT(ms)`
      }
    ],
    fails: [CUT],
    message: /DISCONNECTED/
  },
  {
    mistake: 'Only one of the two kinds of time-out is known',
    edits: [
      {
        file: 'errors.ts',
        find: `code === 'REQUEST_TIMEOUT' || code === 'TIMEOUT_EXCEEDED'`,
        replace: `code === 'TIMEOUT_EXCEEDED'`
      }
    ],
    fails: [UNREACHABLE, DOWN],
    message: /REQUEST_TIMEOUT/
  },
  {
    mistake: 'The client keeps its first view key',
    edits: [{ file: 'client.ts', find: FOLLOW, replace: `` }],
    fails: [MOVES],
    message: /whisper is read under the new view key/
  },
  {
    mistake: 'The view key is asked for at each look-up',
    edits: [{ file: 'client.ts', find: ASKED, replace: `` }],
    fails: [LOOKUPS],
    message: /requests for status within one maxAge/
  },
  {
    mistake: 'A look-up fails when the server is down',
    edits: [{ file: 'client.ts', find: RETHROW, replace: `      throw err\n` }],
    fails: [DOWN],
    message: /TIMEOUT/
  },
  {
    mistake: 'A server that never answered is not reported',
    edits: [{ file: 'client.ts', find: RETHROW, replace: `      void err\n` }],
    fails: [DOWN],
    message: /a client that has no view key yet/
  },
  {
    mistake: 'Each request for the view key makes another reader',
    edits: [{ file: 'client.ts', find: `this.#reader ??= new`, replace: `this.#reader = new` }],
    fails: [MOVES],
    message: /readers that listen to the swarm/
  }
]
