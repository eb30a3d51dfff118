import type { WrongSolution } from '../wrong.ts'

const COUNT = 'a key that has 32 requests under way is BUSY, and others still find room, up to 512'
const BACK = 'a place is given back when the work is done and when it fails; a refusal takes none'
const FLOOD =
  'an honest client is answered while another pipelines 3,000 puts and strangers send theirs'
const DEAF = 'a caller that reads no answers is cut off, and others are answered'
const STRANGERS = 'strangers find room for 64 connections and no more; a listed key always gets in'
const NEIGHBOUR =
  'with all places taken, your instance calls a neighbour that it finds, and lets it in'
const AGAIN = 'a request that was BUSY is sent again after the wait that it was told'
const THROWN =
  'other errors are thrown at once, and BUSY when the wait would end after the deadline'
const CLIENT = 'your client waits out a server that is BUSY, and is answered'

const LIMITS = 'net/limits.ts'
const SERVER = 'net/server.ts'
const CLIENT_FILE = 'client/busy.ts'
const WORK = `    this.#count(id, 1)
    try {
      return await work()
    } finally {
      this.#count(id, -1)
    }
`
const REFUSE = 'if (own >= MAX_PER_KEY || this.#requests >= MAX_REQUESTS) throw this.#busy()'
const KNOWN =
  'if (connection.isInitiator || this.access.isListed(connection.remotePublicKey)) return true'
const WAIT = 'const wait = Number(err.context) * (1 + Math.random())'

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'One request more than the limit is let in',
    edits: [{ file: LIMITS, find: 'own >= MAX_PER_KEY', replace: 'own > MAX_PER_KEY' }],
    fails: [COUNT],
    message: /the 33rd request of one key/
  },
  {
    mistake: 'Nobody counts what all have under way',
    edits: [{ file: LIMITS, find: ' || this.#requests >= MAX_REQUESTS', replace: '' }],
    fails: [COUNT],
    message: /the 513th of all/
  },
  {
    mistake: 'Nobody counts what one key has under way',
    edits: [{ file: LIMITS, find: 'own >= MAX_PER_KEY || ', replace: '' }],
    fails: [COUNT],
    message: /the 33rd request of one key/
  },
  {
    mistake: 'Work that fails keeps its place for ever',
    edits: [
      {
        file: LIMITS,
        find: WORK,
        replace: `    this.#count(id, 1)
    const result = await work()
    this.#count(id, -1)
    return result
`
      }
    ],
    fails: [BACK],
    message: /one after the other, each fails by itself/
  },
  {
    mistake: 'A place is given back before the work is done',
    edits: [{ file: LIMITS, find: 'return await work()', replace: 'return work()' }],
    fails: [COUNT, FLOOD],
    message: /the 33rd request of one key/
  },
  {
    mistake: 'A refused request takes a place and never gives it back',
    edits: [
      {
        file: LIMITS,
        find: `    ${REFUSE}\n${WORK}`,
        replace: `    this.#count(id, 1)
    ${REFUSE}
    try {
      return await work()
    } finally {
      this.#count(id, -1)
    }
`
      }
    ],
    fails: [COUNT, BACK, FLOOD, DEAF],
    message: /another key, after 600 refusals/
  },
  {
    mistake: 'Answers pile up for a caller that reads none',
    edits: [
      {
        file: LIMITS,
        find: 'if (unread <= MAX_UNREAD || connection.destroyed) return',
        replace: 'if (unread >= 0 || connection.destroyed) return'
      }
    ],
    fails: [DEAF],
    message: /the caller that reads nothing is cut off/
  },
  {
    mistake: 'A stranger takes no place at all',
    edits: [{ file: SERVER, find: '    if (!this.limits.enter()) return false\n', replace: '' }],
    fails: [STRANGERS, NEIGHBOUR],
    message: /16 of 80 strangers are turned away/
  },
  {
    mistake: 'A stranger never gives its place back',
    edits: [
      {
        file: SERVER,
        find: "    connection.once('close', () => this.limits.leave())\n",
        replace: ''
      }
    ],
    fails: [STRANGERS, NEIGHBOUR],
    message: /another crowd finds room/
  },
  {
    mistake: 'A key that is listed needs a place like a stranger',
    edits: [
      {
        file: SERVER,
        find: ' || this.access.isListed(connection.remotePublicKey)',
        replace: ''
      }
    ],
    fails: [STRANGERS, NEIGHBOUR],
    message: /a put of a listed key beside them/
  },
  {
    mistake: 'A peer that this instance has called needs a place like a stranger',
    edits: [{ file: SERVER, find: 'connection.isInitiator || ', replace: '' }],
    fails: [NEIGHBOUR],
    message: /the neighbour has llama/
  },
  {
    mistake: 'Only peers that call this instance are taken for friends',
    edits: [
      { file: SERVER, find: KNOWN, replace: KNOWN.replace('connection.is', '!connection.is') }
    ],
    fails: [STRANGERS],
    message: /16 of 80 strangers are turned away/
  },
  {
    mistake: 'Whoever may write in an open instance is let in, strangers included',
    edits: [
      {
        file: SERVER,
        find: 'this.access.isListed(connection.remotePublicKey)',
        replace: "this.access.permits('anyone', connection.remotePublicKey)"
      }
    ],
    fails: [STRANGERS],
    message: /16 of 80 strangers are turned away/
  },
  {
    mistake: 'The swarm calls nobody once 64 peers are connected',
    edits: [{ file: 'net/swarm.ts', find: ', maxPeers: MAX_PEERS', replace: '' }],
    fails: [NEIGHBOUR],
    message: /the neighbour has llama/
  },
  {
    mistake: 'A client sends again at once',
    edits: [{ file: CLIENT_FILE, find: '      await after(wait)\n', replace: '' }],
    fails: [AGAIN],
    message: /it waited/
  },
  {
    mistake: 'All that were refused together come back together',
    edits: [{ file: CLIENT_FILE, find: ' * (1 + Math.random())', replace: '' }],
    fails: [AGAIN, THROWN],
    message: /came back within/
  },
  {
    mistake: 'A client waits as long as it likes, and not as it is told',
    edits: [{ file: CLIENT_FILE, find: WAIT, replace: 'const wait = 20 * (1 + Math.random())' }],
    fails: [AGAIN, THROWN],
    message: /it waited/
  },
  {
    mistake: 'Any error is tried again',
    edits: [
      {
        file: CLIENT_FILE,
        find: "!(err instanceof RegistryError) || err.code !== 'BUSY'",
        replace: '!(err instanceof RegistryError)'
      }
    ],
    fails: [THROWN],
    message: /NOT_WRITABLE/
  },
  {
    mistake: 'A client waits on behind its deadline',
    edits: [
      {
        file: CLIENT_FILE,
        find: '      if (performance.now() + wait > deadline) throw err\n',
        replace: ''
      }
    ],
    fails: [THROWN],
    message: /a wait of 3 s/
  },
  {
    mistake: 'A client gives up when it is told BUSY',
    edits: [
      {
        file: CLIENT_FILE,
        find: `      if (!(err instanceof RegistryError) || err.code !== 'BUSY') throw err`,
        replace: `      if (err instanceof RegistryError || !(err instanceof RegistryError)) throw err`
      }
    ],
    fails: [AGAIN, CLIENT],
    message: /BUSY/
  },
  {
    mistake: 'What is refused for all isn’t counted',
    edits: [
      {
        file: 'net/limits.ts',
        find: `    if (own >= MAX_PER_KEY || this.#requests >= MAX_REQUESTS) throw this.#busy()
`,
        replace: `    if (this.#requests >= MAX_REQUESTS) throw RegistryError.BUSY(RETRY_MS)
    if (own >= MAX_PER_KEY) throw this.#busy()
`
      }
    ],
    fails: [COUNT],
    message: /refused, at either limit/
  },
  {
    mistake: 'Listed keys take places of strangers',
    edits: [
      {
        file: 'net/server.ts',
        find: `    if (connection.isInitiator || this.access.isListed(connection.remotePublicKey)) return true
    if (!this.limits.enter()) return false
    connection.once('close', () => this.limits.leave())
`,
        replace: `    if (this.limits.enter()) connection.once('close', () => this.limits.leave())
    else if (!connection.isInitiator && !this.access.isListed(connection.remotePublicKey)) return false
`
      }
    ],
    fails: [NEIGHBOUR],
    message: /./
  },
  {
    mistake: 'A stranger that is listed by then keeps its place',
    edits: [
      {
        file: 'net/server.ts',
        find: `    connection.once('close', () => this.limits.leave())
`,
        replace: `    connection.once('close', () => {
      if (!this.access.isListed(connection.remotePublicKey)) this.limits.leave()
    })
`
      }
    ],
    fails: [NEIGHBOUR],
    message: /all 64 places are free/
  },
  {
    mistake: 'A refusal beyond the limit of all takes a place',
    edits: [
      {
        file: LIMITS,
        find: `    ${REFUSE}
    this.#count(id, 1)`,
        replace: `    if (own >= MAX_PER_KEY) throw this.#busy()
    this.#count(id, 1)
    if (this.#requests > MAX_REQUESTS) throw this.#busy()`
      }
    ],
    fails: [COUNT],
    message: /places of 512 that are still taken|a request when all is done/
  },
  {
    mistake: 'A connection that took no place gives one back',
    edits: [
      {
        file: SERVER,
        find: KNOWN,
        replace: `const known = connection.isInitiator || this.access.isListed(connection.remotePublicKey)`
      },
      {
        file: SERVER,
        find: `if (!this.limits.enter()) return false`,
        replace: `if (!known && !this.limits.enter()) return false`
      }
    ],
    fails: [NEIGHBOUR],
    message: /after a listed key has gone/
  },
  {
    mistake: 'Where anyone may write, nobody is a stranger',
    edits: [
      {
        file: SERVER,
        find: `this.access.isListed(connection.remotePublicKey)) return true`,
        replace: `this.access.permits('writers', connection.remotePublicKey)) return true`
      }
    ],
    fails: [STRANGERS],
    message: /at an instance that is open/
  },
  {
    mistake: 'The jitter comes after the look at the deadline',
    edits: [
      { file: CLIENT_FILE, find: WAIT, replace: `const wait = Number(err.context)` },
      {
        file: CLIENT_FILE,
        find: `await after(wait)`,
        replace: `await after(wait * (1 + Math.random()))`
      }
    ],
    fails: [THROWN],
    message: /of 12 that were told 950 ms/
  },
  {
    mistake: 'Only the waits count, and not the tries',
    edits: [
      {
        file: CLIENT_FILE,
        find: `if (performance.now() + wait > deadline) throw err`,
        replace: `left -= wait
      if (left < 0) throw err`
      },
      {
        file: CLIENT_FILE,
        find: `const deadline = performance.now() + timeout`,
        replace: `let left = timeout`
      }
    ],
    fails: [THROWN],
    message: /tries of 400 ms, a deadline of 1 s/
  }
]
