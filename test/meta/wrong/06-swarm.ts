import type { WrongSolution } from '../wrong.ts'

const RESTART = 'a restart on the same storage keeps the server key; another storage has another'
const ANNOUNCED = 'peers that look for the base or for its view find your server'
const MEET = 'your peer and our peer find each other by the key of the base'
const WHOLE =
  'your peer joins a long history late, twice, and both times has a whole copy on its disk'
const READ = 'a reader that knows only the view key finds your peer and reads from it'
const CHANGED =
  'after a change of the indexers your peer serves the new view key, and the old one still'
const CLOSES =
  'a server that closes leaves its topics and takes its listeners off; the service goes on'
const READER = 'your reader reads what is signed, at its first look-up'
const DOWNLOAD = 'a reader that downloads reads on when every writer is gone'

const SWARM = 'net/swarm.ts'
const SERVER = 'net/server.ts'
const READ_FILE = 'client/reader.ts'
const PAIR = `const keyPair = await store.createKeyPair('server')`
const ANNOUNCE = `    this.#announce(core.discoveryKey)
`
const DOWNLOADS = `    core.download({ start: 0, end: core.length })
`
const KNOWN = `    if (this.#viewKey !== null && b4a.equals(core.key, this.#viewKey)) return
`
const LEAVE = `    await Promise.all([...this.#announced.keys()].map((topic) => this.#swarm.leave(topic)))
`
const FIND = `    const found = core.findingPeers()
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The key pair is made up at each start',
    edits: [{ file: SWARM, find: PAIR, replace: `const keyPair = HyperDHT.keyPair()` }],
    fails: [RESTART],
    message: /server key after the restart/
  },
  {
    mistake: 'The key pair comes from the name alone',
    edits: [
      {
        file: SWARM,
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
        file: SWARM,
        find: `return new Hyperswarm({ dht, keyPair })`,
        replace: `return new Hyperswarm({ dht })`
      }
    ],
    fails: [RESTART],
    message: /server key after the restart/
  },
  {
    mistake: 'The DHT node is not given the key pair',
    edits: [{ file: SWARM, find: `{ ...options, keyPair }`, replace: `options` }],
    fails: [RESTART],
    message: /the key of the DHT node is that of the swarm/
  },
  {
    mistake: 'The view is not announced',
    edits: [{ file: SERVER, find: ANNOUNCE, replace: `` }],
    fails: [ANNOUNCED, READ, CHANGED],
    message: /who serves the view/
  },
  {
    mistake: 'The view is announced by its key, not by the hash of it',
    edits: [{ file: SERVER, find: ANNOUNCE, replace: `    this.#announce(core.key)\n` }],
    fails: [ANNOUNCED, READ, CHANGED],
    message: /who serves the view/
  },
  {
    mistake: 'The base is announced twice, and the view never',
    edits: [
      {
        file: SERVER,
        find: ANNOUNCE,
        replace: `    this.#announce(this.service.base.discoveryKey)\n`
      }
    ],
    fails: [ANNOUNCED, READ, CHANGED],
    message: /who serves the view/
  },
  {
    mistake: 'Nobody is told the view key',
    edits: [{ file: SERVER, find: `    this.emit('view-key', core.key)\n`, replace: `` }],
    fails: [ANNOUNCED],
    message: /keys told by the event view-key/
  },
  {
    mistake: 'The old view key is left when the new one is joined',
    edits: [
      {
        file: SERVER,
        find: ANNOUNCE,
        replace: `    for (const key of [...this.#announced.keys()].slice(1)) void this.#swarm.leave(key)
${ANNOUNCE}`
      }
    ],
    fails: [CHANGED],
    message: /who serves the old view key/
  },
  {
    mistake: 'Only the first view key is announced',
    edits: [{ file: SERVER, find: KNOWN, replace: `    if (this.#viewKey !== null) return\n` }],
    fails: [CHANGED],
    message: /whisper is read from your peer alone/
  },
  {
    mistake: 'The view is not downloaded',
    edits: [{ file: SERVER, find: DOWNLOADS, replace: `` }],
    fails: [WHOLE],
    message: /your peer has every block of the view/
  },
  {
    mistake: 'The view is downloaded only when its key is new',
    edits: [
      { file: SERVER, find: DOWNLOADS, replace: `` },
      { file: SERVER, find: KNOWN, replace: `${KNOWN}${DOWNLOADS}` }
    ],
    fails: [WHOLE],
    message: /every block of the view/
  },
  {
    mistake: 'The connection is not replicated',
    edits: [{ file: SERVER, find: `    this.service.replicate(connection)\n`, replace: `` }],
    fails: [MEET, WHOLE, READ, CHANGED, CLOSES],
    message: /our peer may write/
  },
  {
    mistake: 'A server that closes goes on answering connections',
    edits: [
      {
        file: SERVER,
        find: `    this.#swarm.off('connection', this.#onconnection)\n`,
        replace: ``
      }
    ],
    fails: [CLOSES],
    message: /listeners of the swarm and of the base/
  },
  {
    mistake: 'A server that closes goes on listening to the base',
    edits: [
      { file: SERVER, find: `    this.service.base.off('reboot', this.#onreboot)\n`, replace: `` }
    ],
    fails: [CLOSES],
    message: /listeners of the swarm and of the base/
  },
  {
    mistake: 'A server that closes takes off a function that never listened',
    edits: [
      {
        file: SERVER,
        find: `    this.#swarm.off('connection', this.#onconnection)\n`,
        replace: `    this.#swarm.off('connection', (connection) => this.#connect(connection))\n`
      }
    ],
    fails: [CLOSES],
    message: /listeners of the swarm and of the base/
  },
  {
    mistake: 'A server that closes leaves no topic',
    edits: [{ file: SERVER, find: LEAVE, replace: `` }],
    fails: [CLOSES],
    message: /it is not announced any more: the base/
  },
  {
    mistake: 'A server that closes leaves only the view as it is now',
    edits: [
      {
        file: SERVER,
        find: LEAVE,
        replace: `    await this.#swarm.leave(this.service.base.discoveryKey)
    await this.#swarm.leave(this.service.view.core.discoveryKey)
`
      }
    ],
    fails: [CLOSES],
    message: /it is not announced any more: the first view/
  },
  {
    mistake: 'A server that closes destroys the swarm, which others use',
    edits: [{ file: SERVER, find: LEAVE, replace: `    await this.#swarm.destroy()\n` }],
    fails: [CLOSES],
    message: /swarm and service are still open/
  },
  {
    mistake: 'A reader does not tell the core that it is looking',
    edits: [
      { file: READ_FILE, find: FIND, replace: `` },
      { file: READ_FILE, find: `    this.#swarm.flush().then(found, found)\n`, replace: `` }
    ],
    fails: [READER],
    message: /at the first look/
  },
  {
    mistake: 'A reader does not join the discovery key',
    edits: [
      {
        file: READ_FILE,
        find: `    this.#swarm.join(core.discoveryKey, { server: false, client: true })\n`,
        replace: ``
      }
    ],
    fails: [READER, DOWNLOAD],
    message: /at the first look/
  },
  {
    mistake: 'A reader announces itself as if it were a server',
    edits: [
      {
        file: READ_FILE,
        find: `{ server: false, client: true }`,
        replace: `{ server: true, client: true }`
      }
    ],
    fails: [READER],
    message: /who is announced/
  },
  {
    mistake: 'A reader does not wait for the length',
    edits: [{ file: READ_FILE, find: `    await core.update()\n`, replace: `` }],
    fails: [READER],
    message: /at the first look/
  },
  {
    mistake: 'A reader does not download',
    edits: [
      {
        file: READ_FILE,
        find: `    if (this.#download) core.download({ start: 0, end: -1 })\n`,
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
        file: READ_FILE,
        find: `    this.#swarm.flush().then(found, found)\n`,
        replace: ``
      }
    ],
    fails: [READER],
    message: /a reader that finds nobody answers/
  },
  {
    mistake: 'The first view key is the one that is remembered',
    edits: [
      {
        file: 'net/server.ts',
        find: `    this.#viewKey = core.key
`,
        replace: `    this.#viewKey ??= core.key
`
      }
    ],
    fails: [CHANGED],
    message: /view-key events of three more reboots/
  },
  {
    mistake: 'The listeners are taken off once the topics are left',
    edits: [
      {
        file: 'net/server.ts',
        find: `    this.#swarm.off('connection', this.#onconnection)
    this.service.base.off('reboot', this.#onreboot)
    await Promise.all([...this.#announced.keys()].map((topic) => this.#swarm.leave(topic)))
`,
        replace: `    await Promise.all([...this.#announced.keys()].map((topic) => this.#swarm.leave(topic)))
    this.#swarm.off('connection', this.#onconnection)
    this.service.base.off('reboot', this.#onreboot)
`
      }
    ],
    fails: [CLOSES],
    message: /listeners while it leaves its topics/
  },
  {
    mistake: 'The view key is told before it is announced',
    edits: [
      {
        file: SERVER,
        find: `${ANNOUNCE}    this.emit('view-key', core.key)\n`,
        replace: `    this.emit('view-key', core.key)\n${ANNOUNCE}`
      }
    ],
    fails: [CHANGED],
    message: /told before they were announced/
  },
  {
    mistake: 'A reader that has a copy does not ask how long the view is by now',
    edits: [
      {
        file: READ_FILE,
        find: `    await core.update()\n`,
        replace: `    if (core.length === 0) await core.update()\n`
      }
    ],
    fails: [DOWNLOAD],
    message: /what was signed while it was away, at once/
  },
  {
    mistake: 'A server that closes takes everybody off the swarm',
    edits: [
      {
        file: 'net/server.ts',
        find: `this.#swarm.off('connection', this.#onconnection)`,
        replace: `this.#swarm.removeAllListeners('connection')`
      }
    ],
    fails: [CLOSES],
    message: /listeners while it leaves its topics/
  }
]
