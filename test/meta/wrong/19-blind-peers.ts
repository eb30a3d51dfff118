import type { WrongSolution } from '../wrong.ts'

const READER = 'all writers are stopped, and a reader still reads everything'
const AWAY = 'a service takes puts while its blind peer is away, which gets them later'
const FOLLOWS = 'the blind peer follows the view when its key changes'
const FED = "a new writer's machine is fed by the blind peer alone, with all writers stopped"
const COUNT =
  'unmirrored counts the blocks that a blind peer has still to get, and is 0 once it has all'
const WAITS = 'mirrored() waits for the blocks, not for a connection'
const RESTART = 'a blind peer serves what it mirrored after a restart, under the same key'
const COMMAND = 'the command blind-peer runs one, which ends cleanly on SIGTERM'
const TWICE =
  'a writer that ran twice, from a copied folder, is named by status, and the others go on'

const ADD = `this.#peering.addAutobaseBackground(this.#base, { announce: true })`
const SUM = `      blocks += Math.max(0, length - mirroredBy(key, core))
`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The blind peers are not asked to announce the cores',
    edits: [{ file: 'mirrors.ts', find: `, { announce: true }`, replace: `` }],
    fails: [READER, FOLLOWS],
    message: /a reader finds entries/
  },
  {
    mistake: 'The service waits for the blind peer before it is ready',
    edits: [
      {
        file: 'mirrors.ts',
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
        file: 'mirrors.ts',
        find: `      keys: this.keys,
`,
        replace: `      ...{ mirrors: this.keys },
`
      }
    ],
    fails: [READER, AWAY, FOLLOWS, FED, COUNT, WAITS],
    message: /the blind peer has the whole view/
  },
  {
    mistake: 'The peering connects with the key of the swarm',
    edits: [{ file: 'mirrors.ts', find: `this.#peering.keyPair = this.#keyPair`, replace: `` }],
    fails: [FED],
    message: /by its trust key/
  },
  {
    mistake: 'Only the view is mirrored, and only the one of now',
    edits: [
      {
        file: 'mirrors.ts',
        find: ADD,
        replace: `void (this.#peering as never as { addCore(core: unknown, options: object): Promise<void> }).addCore(this.#base.view.core, { announce: true })`
      }
    ],
    fails: [READER, AWAY, FOLLOWS, COUNT],
    message: /writer: 0 of/
  },
  {
    mistake: 'The view counts to its end, of which a part is not signed',
    edits: [
      {
        file: 'mirrors.ts',
        find: `length: core.signedLength`,
        replace: `length: core.length`
      }
    ],
    fails: [COUNT],
    message: /NOT_MIRRORED/
  },
  {
    mistake: 'The cores of the writers are not counted',
    edits: [{ file: 'mirrors.ts', find: `[...views, ...writers]`, replace: `views` }],
    fails: [COUNT],
    message: /still no blind peer/
  },
  {
    mistake: 'What any peer has counts as mirrored',
    edits: [
      {
        file: 'mirrors.ts',
        find: SUM,
        replace: `      blocks += core.peers.some((peer) => peer.remoteContiguousLength >= length) ? 0 : length
`
      }
    ],
    fails: [COUNT],
    message: /still no blind peer/
  },
  {
    mistake: 'Nothing is ever missing',
    edits: [{ file: 'mirrors.ts', find: SUM, replace: `` }],
    fails: [COUNT, WAITS],
    message: /NOT_MIRRORED/
  },
  {
    mistake: 'The blind peer does not replicate its store',
    edits: [
      {
        file: 'blind-peer.ts',
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
        file: 'blind-peer.ts',
        find: `      trustedPubKeys: trust
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
        file: 'blind-peer.ts',
        find: `    await this.#peer.listen()
`,
        replace: `    await this.#peer.ready()
`
      }
    ],
    fails: [RESTART, COMMAND],
    message: /NOT_MIRRORED/
  },
  {
    mistake: 'All writers are named',
    edits: [
      {
        file: 'members.ts',
        find: `return writers.filter((key) => this.#conflicts.has(IdEnc.encode(key)))`,
        replace: `return writers`
      }
    ],
    fails: [TWICE],
    message: /at first/
  },
  {
    mistake: 'A writer that was removed is named for ever',
    edits: [
      {
        file: 'members.ts',
        find: `    const writers = await readSystem(this.#base, writersOf)
    return writers.filter((key) => this.#conflicts.has(IdEnc.encode(key)))
`,
        replace: `    return [...this.#conflicts].map((key) => IdEnc.decode(key))
`
      }
    ],
    fails: [TWICE],
    message: /once it is removed/
  }
]
