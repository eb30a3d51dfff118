import type { WrongSolution } from '../wrong.ts'

const MEMBER = 'a peer is a member if its key pair is that of a writer, until the writer is removed'
const ROOM =
  'with strangers in all places a writer is let in, and one that was removed is a stranger'
const LIAR = 'a peer that gives a writer’s key as its own, without its secret, is not let in'
const JUNK = 'a thousand hints about keys that nobody has admitted open no core'
const IDLE =
  'a hint about a writer is followed, even if it has been idle since before your instance started'
const CALLS = 'links call each indexer that is not linked, and no other'
const OUT = 'an indexer that is taken out is called no more'
const LOOKS =
  'links look for others while an indexer is missing or none is known, and not otherwise'
const EVERY = 'links look every 10 to 20 s, after a look that failed too, until they are stopped'
const BY_KEY = 'a link that the swarm has given up comes back: your instance calls by key'
const LATE = 'an instance that was started while the DHT is down finds the others once it is up'

const MEMBERS = 'net/members.ts'
const SERVER = 'net/server.ts'
const HINTS = 'base/hints.ts'
const LINKS = 'net/links.ts'
const ADMIT = 'if (!this.#admit(connection) && !(await this.#isMember(connection))) {'
const REFRESH = 'if (missing.length > 0 || indexers.length === 0) await this.#refresh()'
const CALL = 'for (const key of missing) this.#swarm.joinPeer(key)'
const LEAVE = 'for (const key of this.#called) if (!has(indexers, key)) this.#swarm.leavePeer(key)'
const OURS = "hints.filter(({ key }) => known.has(b4a.toString(key, 'hex')))"

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'A writer that was removed is a member for ever',
    edits: [{ file: MEMBERS, find: ' && !member.isRemoved', replace: '' }],
    fails: [MEMBER, ROOM],
    message: /removed/
  },
  {
    mistake: 'Only indexers are members',
    edits: [{ file: MEMBERS, find: '&& !member.isRemoved', replace: '&& member.isIndexer' }],
    fails: [MEMBER, ROOM, LIAR],
    message: /a plain writer/
  },
  {
    mistake: 'A server key is looked up as if it were a local key',
    edits: [
      { file: MEMBERS, find: 'system.get(localKeyOf(serverKey))', replace: 'system.get(serverKey)' }
    ],
    fails: [MEMBER, ROOM, LIAR],
    message: /its own server key/
  },
  {
    mistake: 'The promise of a member is taken for a yes',
    edits: [
      {
        file: SERVER,
        find: '!(await this.#isMember(connection))',
        replace: '!this.#isMember(connection)'
      }
    ],
    fails: [ROOM],
    message: /a stranger is turned away/
  },
  {
    mistake: 'Nobody asks whether it is a member',
    edits: [{ file: SERVER, find: ADMIT, replace: 'if (!this.#admit(connection)) {' }],
    fails: [ROOM, LIAR],
    message: /CHANNEL|DISCONNECTED|status|writer/
  },
  {
    mistake: 'Who is turned away is not counted',
    edits: [{ file: SERVER, find: '      this.limits.refused++\n', replace: '' }],
    fails: [ROOM],
    message: /connections that were refused/
  },
  {
    mistake: 'Every hint is followed',
    edits: [{ file: HINTS, find: OURS, replace: 'hints' }],
    fails: [JUNK, IDLE],
    message: /cores opened by 1000 hints/
  },
  {
    mistake: 'No hint is followed',
    edits: [
      {
        file: HINTS,
        find: 'if (ours.length > 0) follow(ours)',
        replace: 'if (ours.length < 0) follow(ours)'
      }
    ],
    fails: [JUNK, IDLE],
    message: /comes to Autobase/
  },
  {
    mistake: 'Keys are compared with text that is no hex',
    edits: [
      { file: HINTS, find: OURS, replace: 'hints.filter(({ key }) => known.has(String(key)))' }
    ],
    fails: [JUNK, IDLE],
    message: /comes to Autobase/
  },
  {
    mistake: 'All hints are followed as soon as one is about a writer',
    edits: [{ file: HINTS, find: 'follow(ours)', replace: 'follow(hints)' }],
    fails: [JUNK, IDLE],
    message: /cores opened by 1000 hints/
  },
  {
    mistake: 'Every indexer is called, linked or not',
    edits: [
      { file: LINKS, find: CALL, replace: 'for (const key of indexers) this.#swarm.joinPeer(key)' }
    ],
    fails: [CALLS],
    message: /who is called, while first is linked/
  },
  {
    mistake: 'An indexer is called once, and then left to the swarm',
    edits: [
      {
        file: LINKS,
        find: `      ${LEAVE}\n      this.#called = indexers\n`,
        replace: `      ${LEAVE}\n`
      },
      {
        file: LINKS,
        find: CALL,
        replace:
          'for (const key of missing) if (!has(this.#called, key)) this.#swarm.joinPeer(key)\n      this.#called = indexers'
      }
    ],
    fails: [CALLS, OUT],
    message: /second is called at each look/
  },
  {
    mistake: 'Nobody calls, it only looks for others',
    edits: [{ file: LINKS, find: CALL, replace: '' }],
    fails: [CALLS, OUT, BY_KEY],
    message: /who is called/
  },
  {
    mistake: 'An indexer that was taken out is called for ever',
    edits: [{ file: LINKS, find: `      ${LEAVE}\n`, replace: '' }],
    fails: [OUT],
    message: /who is called no more/
  },
  {
    mistake: 'What was called is never remembered',
    edits: [{ file: LINKS, find: '      this.#called = indexers\n', replace: '' }],
    fails: [OUT],
    message: /who is called no more/
  },
  {
    mistake: 'It looks for others even when all are linked',
    edits: [{ file: LINKS, find: REFRESH, replace: 'await this.#refresh()' }],
    fails: [LOOKS],
    message: /while all are linked/
  },
  {
    mistake: 'It calls by key alone',
    edits: [{ file: LINKS, find: REFRESH, replace: 'void missing' }],
    fails: [LOOKS, LATE],
    message: /it looks while an indexer is missing/
  },
  {
    mistake: 'An instance that has met nobody misses nobody',
    edits: [{ file: LINKS, find: ' || indexers.length === 0', replace: '' }],
    fails: [LOOKS, LATE],
    message: /it looks where it has met none/
  },
  {
    mistake: 'A client that is linked is taken for a peer',
    edits: [{ file: LINKS, find: 'indexers.length === 0', replace: 'linked.length === 0' }],
    fails: [LOOKS],
    message: /only a client is linked/
  },
  {
    mistake: 'A look that fails is nobody’s to catch',
    edits: [{ file: LINKS, find: 'await this.#refresh()', replace: 'void this.#refresh()' }],
    fails: [EVERY, LATE],
    message: /no network/
  },
  {
    mistake: 'The base is asked before a place is taken',
    edits: [
      {
        file: SERVER,
        find: ADMIT,
        replace: 'if (!(await this.#isMember(connection)) && !this.#admit(connection)) {'
      }
    ],
    fails: [ROOM],
    message: /places asked for at once/
  },
  {
    mistake: 'Whoever is turned away is asked to go, and may stay',
    edits: [
      {
        file: SERVER,
        find: 'return void connection.destroy()',
        replace: 'return void connection.end()'
      }
    ],
    fails: [ROOM],
    message: /turned away|gone at your end/
  },
  {
    mistake: 'They look for others only where all are missing',
    edits: [
      {
        file: LINKS,
        find: REFRESH,
        replace: 'if (missing.length === indexers.length) await this.#refresh()'
      }
    ],
    fails: [LOOKS],
    message: /one of two others is missing/
  },
  {
    mistake: 'Who was a stranger once is never followed',
    edits: [
      {
        file: 'base/hints.ts',
        find: `  const know = (key: Key) => known.add(b4a.toString(key, 'hex'))
`,
        replace: `  const strange = new Set<string>()
  const know = (key: Key) => known.add(b4a.toString(key, 'hex'))
`
      },
      {
        file: 'base/hints.ts',
        find: `    const ours = hints.filter(({ key }) => known.has(b4a.toString(key, 'hex')))
`,
        replace: `    const ours = hints.filter(({ key }) => {
      const id = b4a.toString(key, 'hex')
      if (!known.has(id)) strange.add(id)
      return !strange.has(id)
    })
`
      }
    ],
    fails: [JUNK],
    message: /once it was admitted/
  },
  {
    mistake: 'One that was never linked is called for good',
    edits: [
      {
        file: 'net/links.ts',
        find: `      for (const key of this.#called) if (!has(indexers, key)) this.#swarm.leavePeer(key)
      this.#called = indexers
      const linked = [...this.#swarm.connections].map(({ remotePublicKey }) => remotePublicKey)
`,
        replace: `      const linked = [...this.#swarm.connections].map(({ remotePublicKey }) => remotePublicKey)
      const gone = (key: Key) => has(linked, key) && !has(indexers, key)
      for (const key of this.#called) if (gone(key)) this.#swarm.leavePeer(key)
      this.#called = indexers
`
      }
    ],
    fails: [OUT],
    message: /with one that was called and never linked/
  },
  {
    mistake: 'One that is linked is called no more, so the swarm forgets it',
    edits: [
      {
        file: 'net/links.ts',
        find: `      this.#called = indexers
      const linked = [...this.#swarm.connections].map(({ remotePublicKey }) => remotePublicKey)
`,
        replace: `      this.#called = indexers
      const linked = [...this.#swarm.connections].map(({ remotePublicKey }) => remotePublicKey)
      for (const key of indexers) if (has(linked, key)) this.#swarm.leavePeer(key)
`
      }
    ],
    fails: [CALLS, OUT],
    message: /who is called no more/
  },
  {
    mistake: 'Only so many hints of one peer are followed',
    edits: [{ file: HINTS, find: OURS, replace: `${OURS}.slice(0, 64)` }],
    fails: [JUNK],
    message: /once it was admitted/
  },
  {
    mistake: 'A hint is followed once',
    edits: [
      {
        file: HINTS,
        find: `const ours = ${OURS}`,
        replace: `const ours = ${OURS}.filter((hint) => {
      const id = \`\${b4a.toString(hint.key, 'hex')} \${hint.length}\`
      return !followed.has(id) && followed.add(id)
    })`
      },
      {
        file: HINTS,
        find: `  const known = new Set<string>()`,
        replace: `  const known = new Set<string>()
  const followed = new Set<string>()`
      }
    ],
    fails: [JUNK],
    message: /the same hint comes to Autobase again/
  }
]
