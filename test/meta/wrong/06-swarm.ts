import type { WrongSolution } from '../wrong.ts'

const RESTART = 'a restart on the same storage keeps the server key; another storage has another'
const ANNOUNCED =
  'whoever looks for the discovery key of the base or of the view finds your service'
const MEET = 'your service and a reference service find each other by the key of the base'
const JOINS = 'your service joins a base that a reference service made, and goes on after a restart'
const READ = 'a reader that knows only the view key finds your service and reads from it'
const CHANGED = 'after the indexers have changed your service serves the new view key alone'
const READER = 'your reader reads what is signed, and cannot write'
const DOWNLOAD = 'a reader that downloads reads on when every writer is gone'

const PAIR = `const keyPair = await store.createKeyPair('server')`
const ANNOUNCE = `    this.#announce(core.discoveryKey)
`
const DOWNLOADS = `    core.download({ start: 0, end: -1 })
`
const FIND = `    const found = core.findingPeers()
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The key pair is made up at each start',
    edits: [{ file: 'swarm.ts', find: PAIR, replace: `const keyPair = HyperDHT.keyPair()` }],
    fails: [RESTART],
    message: /server key after the restart/
  },
  {
    mistake: 'The key pair comes from the name alone',
    edits: [
      {
        file: 'swarm.ts',
        find: PAIR,
        replace: `const keyPair = HyperDHT.keyPair(new Uint8Array(32).fill(7))`
      }
    ],
    fails: [RESTART],
    message: /server key on another storage/
  },
  {
    mistake: 'The swarm is not given the key pair',
    edits: [
      {
        file: 'swarm.ts',
        find: `return new Hyperswarm({ dht, keyPair })`,
        replace: `return new Hyperswarm({ dht })`
      }
    ],
    fails: [RESTART],
    message: /server key after the restart/
  },
  {
    mistake: 'The old view key is left when the new one is joined',
    edits: [
      {
        file: 'service.ts',
        find: ANNOUNCE,
        replace: `    const self = this as { served?: Uint8Array }
    if (self.served) void this.#swarm.leave(self.served)
    self.served = core.discoveryKey
${ANNOUNCE}`
      }
    ],
    fails: [CHANGED],
    message: /who serves the old view key/
  },
  {
    mistake: 'The view is not announced',
    edits: [{ file: 'service.ts', find: ANNOUNCE, replace: `` }],
    fails: [ANNOUNCED, READ, CHANGED],
    message: /who serves the view/
  },
  {
    mistake: 'The view is not downloaded',
    edits: [{ file: 'service.ts', find: DOWNLOADS, replace: `` }],
    fails: [JOINS],
    message: /every block of the view/
  },
  {
    mistake: 'The view is announced by its key, not by the hash of it',
    edits: [{ file: 'service.ts', find: ANNOUNCE, replace: `    this.#announce(core.key)\n` }],
    fails: [ANNOUNCED, READ, CHANGED],
    message: /who serves the view/
  },
  {
    mistake: 'The base is announced twice, and the view never',
    edits: [
      {
        file: 'service.ts',
        find: ANNOUNCE,
        replace: `    this.#announce(this.base.discoveryKey)\n`
      }
    ],
    fails: [ANNOUNCED, READ, CHANGED],
    message: /who serves the view/
  },
  {
    mistake: 'Nobody is told the view key',
    edits: [
      {
        file: 'service.ts',
        find: `    this.emit('view-key', core.key)
`,
        replace: ``
      }
    ],
    fails: [ANNOUNCED],
    message: /keys told by the event view-key/
  },
  {
    mistake: 'The connection is not replicated',
    edits: [
      {
        file: 'service.ts',
        find: `    this.base.replicate(connection)
`,
        replace: ``
      }
    ],
    fails: [MEET, JOINS, READ, CHANGED],
    message: /the reference service may write/
  },
  {
    mistake: 'A reader does not tell the core that it is looking',
    edits: [
      { file: 'reader.ts', find: FIND, replace: `` },
      {
        file: 'reader.ts',
        find: `    this.#swarm.flush().then(found, found)
`,
        replace: ``
      }
    ],
    fails: [READER],
    message: /at the first look/
  },
  {
    mistake: 'A reader does not join the discovery key',
    edits: [
      {
        file: 'reader.ts',
        find: `    this.#swarm.join(core.discoveryKey, { server: false, client: true })
`,
        replace: ``
      }
    ],
    fails: [READER, DOWNLOAD],
    message: /at the first look/
  },
  {
    mistake: 'A reader does not wait for the length',
    edits: [
      {
        file: 'reader.ts',
        find: `    await core.update()
`,
        replace: ``
      }
    ],
    fails: [READER],
    message: /at the first look/
  },
  {
    mistake: 'A reader does not download',
    edits: [
      {
        file: 'reader.ts',
        find: `    if (this.#download) core.download({ start: 0, end: -1 })
`,
        replace: ``
      }
    ],
    fails: [DOWNLOAD],
    message: /the reader has every block/
  },
  {
    mistake: 'Nobody says that the search is over',
    edits: [
      {
        file: 'reader.ts',
        find: `    this.#swarm.flush().then(found, found)
`,
        replace: ``
      }
    ],
    fails: [READER],
    message: /a reader that finds nobody answers/
  }
]
