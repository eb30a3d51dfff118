import type { WrongSolution } from '../wrong.ts'

const PUT = 'a put by your client is stored by the server, and its answer comes back'
const TWO = 'two clients of one process write at the same time, over connections of their own'
const ERRORS = 'the server’s errors keep their code, and say which field is wrong'
const CODES = 'each way in which a request can fail has its code'
const UNREACHABLE = 'a server that cannot be reached is a TIMEOUT after the client’s own deadline'
const EXTRA = 'a durable put may take the time of the majority beside the client’s own'
const CUT =
  'a connection that ends before the answer is DISCONNECTED, and the next request reconnects'
const FOLLOWS = 'your reader follows a newer view key; look-ups under way end on the old view'
const LOOKUPS = 'look-ups read the view: by name, drive key, type and owner'
const MOVES = 'when the indexers change the client moves on to the new view key'
const DOWN = 'when its server is down the client reads on from the others'
const ONCE = 'a server that is down is asked once per maxAge, and not at each look-up'

const CLIENT = 'client/client.ts'
const READER = 'client/reader.ts'
const CAUSE = `  if (cause instanceof Error && 'code' in cause && typeof cause.code === 'string') {`
const FOLLOW = `      await this.#reader.follow(viewKey)
`
const ASKED = `    this.#asked = performance.now()
`
const RETHROW = `      if (this.#reader === null) throw err
`
const LAST = `responseEncoding: getEncoding(response),
        timeout
`
const SAME = `    if (b4a.equals(key, this.viewKey)) return
`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'All clients of a process have one key pair',
    edits: [{ file: CLIENT, find: `{ keyPair, backoff`, replace: `{ backoff` }],
    fails: [PUT, TWO],
    message: /DISCONNECTED/
  },
  {
    mistake: 'The request is returned and not awaited, so that its error escapes',
    edits: [
      {
        file: CLIENT,
        find: `return await this.#rpc.makeRequest`,
        replace: `return this.#rpc.makeRequest`
      }
    ],
    fails: [ERRORS, UNREACHABLE, EXTRA, CUT, DOWN],
    message: /name: 'RPCError'/
  },
  {
    mistake: 'The deadline is not handed on',
    edits: [{ file: CLIENT, find: LAST, replace: LAST.replace('timeout\n', '') }],
    fails: [UNREACHABLE, EXTRA, DOWN, PUT],
    message: /not finished after/
  },
  {
    mistake: 'Each request has the same deadline, also one that waits for a majority',
    edits: [
      { file: CLIENT, find: LAST, replace: LAST.replace('timeout', 'timeout: this.#timeout') }
    ],
    fails: [EXTRA, PUT],
    message: /TIMEOUT: no answer within/
  },
  {
    mistake: 'The answer is decoded as the request',
    edits: [
      {
        file: CLIENT,
        find: `responseEncoding: getEncoding(response)`,
        replace: `responseEncoding: getEncoding(request)`
      }
    ],
    fails: [PUT, TWO, EXTRA, CUT, LOOKUPS, MOVES, DOWN, ONCE],
    message: /Out of bounds/
  },
  {
    mistake: 'What the server threw is not looked at',
    edits: [{ file: 'errors.ts', find: CAUSE, replace: CAUSE.replace('(', '(ms < 0 && ') }],
    fails: [ERRORS, CODES],
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
    fails: [ERRORS, CODES],
    message: /INVALID_ENTRY: INVALID_ENTRY/
  },
  {
    mistake: 'The name of the field is lost',
    edits: [{ file: 'errors.ts', find: `      context,\n`, replace: `` }],
    fails: [ERRORS, CODES],
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
    fails: [CODES, CUT],
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
    fails: [CODES, UNREACHABLE, DOWN],
    message: /REQUEST_TIMEOUT/
  },
  {
    mistake: 'An error that is not known becomes INTERNAL',
    edits: [
      {
        file: 'errors.ts',
        find: `  }
  return err
`,
        replace: `  }
  return RegistryError.INTERNAL(err)
`
      }
    ],
    fails: [CODES],
    message: /another error is returned as it is/
  },
  {
    mistake: 'The old view is closed as soon as the reader follows another',
    edits: [
      {
        file: READER,
        find: `    this.#left.push(this.view)\n`,
        replace: `    await this.view.close()\n`
      }
    ],
    fails: [FOLLOWS],
    message: /follow\(\), while somebody reads the old view|[Cc]losed/
  },
  {
    mistake: 'The old view is forgotten, and stays open when the reader closes',
    edits: [{ file: READER, find: `    this.#left.push(this.view)\n`, replace: `` }],
    fails: [FOLLOWS],
    message: /both views are closed with the reader/
  },
  {
    mistake: 'Nobody looks for the new core',
    edits: [{ file: READER, find: `    await this.#find(next.core)\n`, replace: `` }],
    fails: [FOLLOWS],
    message: /at the first look-up under the new key/
  },
  {
    mistake: 'A key that the reader has already makes it another view',
    edits: [{ file: READER, find: SAME, replace: `` }],
    fails: [FOLLOWS],
    message: /following the key that it has changes nothing/
  },
  {
    mistake: 'The keys are compared as objects',
    edits: [{ file: READER, find: SAME, replace: `    if (key === this.viewKey) return\n` }],
    fails: [FOLLOWS],
    message: /following the key that it has changes nothing/
  },
  {
    mistake: 'The client keeps its first view key',
    edits: [{ file: CLIENT, find: FOLLOW, replace: `      await this.#reader.ready()\n` }],
    fails: [MOVES],
    message: /whisper is read under the new view key/
  },
  {
    mistake: 'The view key is asked for at each look-up',
    edits: [{ file: CLIENT, find: ASKED, replace: `` }],
    fails: [LOOKUPS, ONCE],
    message: /requests for status within one maxAge/
  },
  {
    mistake: 'Only a question that was answered counts',
    edits: [
      { file: CLIENT, find: ASKED, replace: `` },
      { file: CLIENT, find: FOLLOW, replace: `${FOLLOW}  ${ASKED}` }
    ],
    fails: [ONCE],
    message: /requests for status/
  },
  {
    mistake: 'A look-up fails when the server is down',
    edits: [{ file: CLIENT, find: RETHROW, replace: `      throw err\n` }],
    fails: [DOWN, ONCE],
    message: /TIMEOUT/
  },
  {
    mistake: 'A server that never answered is not reported',
    edits: [{ file: CLIENT, find: RETHROW, replace: `      void err\n` }],
    fails: [DOWN],
    message: /a client that has no view key yet/
  },
  {
    mistake: 'Each request for the view key makes another reader',
    edits: [{ file: CLIENT, find: `this.#reader ??= new`, replace: `this.#reader = new` }],
    fails: [MOVES],
    message: /readers that listen to the swarm/
  },
  {
    mistake: 'The new view takes its place before it can answer',
    edits: [
      {
        file: 'client/reader.ts',
        find: `    await this.#find(next.core)
    await this.#swarm.leave(this.view.core.discoveryKey)
    this.#left.push(this.view)
    this.view = next
`,
        replace: `    await this.#swarm.leave(this.view.core.discoveryKey)
    this.#left.push(this.view)
    this.view = next
    await this.#find(next.core)
`
      }
    ],
    fails: [FOLLOWS],
    message: /could not answer yet/
  },
  {
    mistake: 'A key in hex is another key',
    edits: [
      {
        file: 'client/reader.ts',
        find: `    if (b4a.equals(key, this.viewKey)) return
`,
        replace: `    const same = typeof viewKey === 'string' ? viewKey === IdEnc.encode(this.viewKey) : b4a.equals(key, this.viewKey)
    if (same) return
`
      }
    ],
    fails: [FOLLOWS],
    message: /however it is written/
  },
  {
    mistake: 'follow leaves the topic that it has just joined',
    edits: [
      {
        file: 'client/reader.ts',
        find: `    await this.#swarm.leave(this.view.core.discoveryKey)
    this.#left.push(this.view)
    this.view = next
`,
        replace: `    this.#left.push(this.view)
    this.view = next
    await this.#swarm.leave(this.view.core.discoveryKey)
`
      }
    ],
    fails: [FOLLOWS],
    message: /the discovery key that the swarm leaves/
  },
  {
    mistake: 'A view counts as asked for before it is open',
    edits: [
      {
        file: 'client/client.ts',
        find: `      await this.#reader.follow(viewKey)
`,
        replace: `      this.#asked = performance.now()
      await this.#reader.follow(viewKey)
`
      }
    ],
    fails: [LOOKUPS],
    message: /before the view is open/
  }
]
