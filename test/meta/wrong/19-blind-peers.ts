import type { WrongSolution } from '../wrong.ts'

const READER = 'all writers are stopped, and a reader still reads everything'
const AWAY = 'a service takes puts while its blind peer is away, which gets them later'
const FOLLOWS = 'the blind peer follows the view when its key changes'
const FED = "a new writer's machine is fed by the blind peer alone, with all writers stopped"
const COUNT = 'unmirrored counts the blocks that a blind peer still lacks, and is 0 once it has all'
const WAITS = 'a connection mirrors nothing: what stores no block still lacks everything'
const RESTART = 'a blind peer serves what it mirrored after a restart, under the same key'
const COMMAND = 'the command blind-peer runs one, which ends cleanly on SIGTERM'
const PICK = 'every blind peer that is given gets everything'

const ADD = `this.#peering.addAutobaseBackground(this.#base, { announce: true })`
const LACKING = `const lacking = (of: Hypercore, length: number) => Math.max(0, length - mirroredBy(key, of))`
const WRITERS = `    for (const writer of activeWriters) blocks += lacking(writer.core, writer.core.length)
`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The blind peers are not asked to announce the cores',
    edits: [{ file: 'net/mirrors.ts', find: `, { announce: true }`, replace: `` }],
    fails: [READER, FOLLOWS, COUNT],
    message: /a reader finds entries/
  },
  {
    mistake: 'The service waits for the blind peer before it is ready',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: ADD,
        replace: `await this.#peering.addAutobase(this.#base, { announce: true })`
      }
    ],
    fails: [AWAY, COUNT],
    message: /not finished after/
  },
  {
    mistake: 'The blind peers are passed under the name that the README of the package uses',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: `      keys: this.keys,
`,
        replace: `      ...{ mirrors: this.keys },
`
      }
    ],
    fails: [READER, PICK, AWAY, FOLLOWS, FED, COUNT, WAITS],
    message: /the blind peer has the whole view/
  },
  {
    mistake: 'The peering connects with the key of the swarm',
    edits: [{ file: 'net/mirrors.ts', find: `this.#peering.keyPair = this.#keyPair`, replace: `` }],
    fails: [FED, WAITS],
    message: /by its trust key/
  },
  {
    mistake: 'Only the view is mirrored, and only the one of now',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: ADD,
        replace: `void (this.#peering as never as { addCore(core: unknown, options: object): Promise<void> }).addCore(this.#base.view.core, { announce: true })`
      }
    ],
    fails: [READER, PICK, AWAY, FOLLOWS, COUNT],
    message: /writer: 0 of/
  },
  {
    mistake: 'Two blind peers are used, however many are given',
    edits: [{ file: 'net/mirrors.ts', find: `pick: this.keys.length,`, replace: `` }],
    fails: [PICK],
    message: /the blind peer has the whole view/
  },
  {
    mistake: 'The view counts to its end, of which a part is not signed',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: `lacking(view.core, view.core.signedLength)`,
        replace: `lacking(view.core, view.core.length)`
      }
    ],
    fails: [COUNT],
    message: /waited .* nothing is unmirrored/
  },
  {
    mistake: 'The cores of the writers are not counted',
    edits: [{ file: 'net/mirrors.ts', find: WRITERS, replace: `` }],
    fails: [COUNT],
    message: /still no blind peer|blocks of the writer/
  },
  {
    mistake: 'What any peer has counts as mirrored',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: LACKING,
        replace: `const lacking = (of: Hypercore, length: number) =>
      of.peers.some((peer) => peer.remoteContiguousLength >= length) ? 0 : length`
      }
    ],
    fails: [COUNT],
    message: /still no blind peer/
  },
  {
    mistake: 'What it has more of one core makes up for what it lacks of another',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: `Math.max(0, length - mirroredBy(key, of))`,
        replace: `length - mirroredBy(key, of)`
      }
    ],
    fails: [COUNT],
    message: /more than is known of another/
  },
  {
    mistake: 'The signed part of the system is not counted',
    edits: [{ file: 'net/mirrors.ts', find: `lacking(core, core.signedLength) + `, replace: `` }],
    fails: [COUNT],
    message: /2 of the system/
  },
  {
    mistake: 'Nothing is ever missing',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: LACKING,
        replace: `const lacking = (_of: Hypercore, _length: number) => 0`
      }
    ],
    fails: [COUNT, WAITS],
    message: /unmirrored, and the writer alone has/
  },
  {
    mistake: 'The blind peer does not replicate its store',
    edits: [
      {
        file: 'instance/blind-peer.ts',
        find: `      store.replicate(connection)
`,
        replace: ``
      }
    ],
    fails: [RESTART],
    message: /a reader finds entries/
  },
  {
    mistake: 'The blind peer trusts nobody',
    edits: [
      {
        file: 'instance/blind-peer.ts',
        find: `      trustedPubKeys: this.#trust
`,
        replace: `      trustedPubKeys: []
`
      }
    ],
    fails: [RESTART],
    message: /a reader finds entries/
  },
  {
    mistake: 'The blind peer does not listen',
    edits: [
      {
        file: 'instance/blind-peer.ts',
        find: `    await this.#peer.listen()
`,
        replace: `    await this.#peer.ready()
`
      }
    ],
    fails: [RESTART, COMMAND],
    message: /nothing is unmirrored/
  },
  {
    mistake: 'A start that fails leaves the folder locked',
    edits: [
      {
        file: 'instance/blind-peer.ts',
        find: `      await this._close()
      throw err
`,
        replace: `      throw err
`
      }
    ],
    fails: [RESTART],
    message: /STORAGE_LOCKED/
  },
  {
    mistake: 'It is ready before anybody can reach it',
    edits: [
      {
        file: 'instance/blind-peer.ts',
        find: 'await this.#peer.listen()',
        replace: 'void this.#peer.listen()'
      }
    ],
    fails: [RESTART],
    message: /it listens once ready\(\) has resolved/
  },
  {
    mistake: 'It trusts only the first of its instances',
    edits: [
      {
        file: 'instance/blind-peer.ts',
        find: 'trustedPubKeys: this.#trust',
        replace: 'trustedPubKeys: this.#trust.slice(0, 1)'
      }
    ],
    fails: [RESTART],
    message: /a reader finds entries/
  },
  {
    mistake: 'Nobody keeps the peering, so nobody closes it',
    edits: [
      { file: 'net/mirrors.ts', find: 'this.#peering = new', replace: 'const peering = new' },
      { file: 'net/mirrors.ts', find: 'this.#peering.keyPair', replace: 'peering.keyPair' },
      { file: 'net/mirrors.ts', find: ADD, replace: ADD.replace('this.#peering', 'peering') }
    ],
    fails: [WAITS],
    message: /mirrors that are closed have hung up/
  },
  {
    mistake: 'Three blind peers are used, however many there are',
    edits: [{ file: 'net/mirrors.ts', find: `pick: this.keys.length`, replace: `pick: 3` }],
    fails: [PICK],
    message: /the blind peer has the whole view/
  },
  {
    mistake: 'A newcomer’s mirror is not announced',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: `{ announce: true }`,
        replace: `{ announce: this.#base.writable }`
      }
    ],
    fails: [COUNT],
    message: /a reader finds entries/
  },
  {
    mistake: 'System and view are counted as one',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: `let blocks = lacking(core, core.signedLength) + lacking(view.core, view.core.signedLength)`,
        replace: `const signed = core.signedLength + view.core.signedLength
    let blocks = Math.max(0, signed - mirroredBy(key, core) - mirroredBy(key, view.core))`
      }
    ],
    fails: [COUNT],
    message: /more than is known of the system/
  },
  {
    mistake: 'A peering for each blind peer, of which only the last is closed',
    edits: [
      {
        file: 'net/mirrors.ts',
        find: `    this.#peering = new BlindPeering(this.#swarm.dht, this.#base.store, {
      keys: this.keys,
      pick: this.keys.length,
      wakeup: this.#base.wakeupProtocol
    })
    // A server keeps one connection per key: with that of the swarm, the swarm's own connection
    // and this one would cut each other off. It is read there, though no option sets it.
    this.#peering.keyPair = this.#keyPair
    this.#peering.addAutobaseBackground(this.#base, { announce: true })
`,
        replace: `    for (const key of this.keys) {
      this.#peering = new BlindPeering(this.#swarm.dht, this.#base.store, {
        keys: [key],
        wakeup: this.#base.wakeupProtocol
      })
      this.#peering.keyPair = this.#keyPair
      this.#peering.addAutobaseBackground(this.#base, { announce: true })
    }
`
      }
    ],
    fails: [WAITS],
    message: /hung up, all of them/
  }
]
