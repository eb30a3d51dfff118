import type { WrongSolution } from '../wrong.ts'

const GARBAGE = 'a block that is no operation is skipped and counted, by your peer as by the others'
const REFUSED = 'what a handler refuses is skipped and counted, and leaves nothing of itself behind'
const ERROR =
  'an error that is no refusal stops the base: what failed here may not have failed elsewhere'
const LATE = 'what a writer appends after its removal changes no view'
const HALT =
  'a peer that is too old halts at an upgrade and says so; it reads, and the others go on'
const HIGHEST = 'the highest version that was announced is kept, and an older one changes nothing'
const BUSY = 'a key that has 32 requests under way is BUSY, and others still find room'
const BACK = 'a place is given back when the work is done, and when it fails'
const METHODS = 'a method is for all, for those on a list, or, unless it is named, for admins alone'
const RPC = 'by RPC a stranger is UNAUTHORIZED, whatever it sends, until an admin allows it'
const FLOOD =
  'an honest client is answered while another pipelines 3,000 puts and strangers send theirs'
const COMMANDS =
  'on the command line: an identity, --allow, allow and deny; the lists outlive a restart'

const CATCH = `    if (err instanceof RegistryError) return false
    throw err
`
const INTERRUPT =
  'host.interrupt(`version ${announced} is in use, this program knows ${version}: update it`)'
const ANNOUNCE = 'if (announced > (await view.version())) await view.announce(announced)'
const FINALLY = `    try {
      return await work()
    } finally {
      this.#count(id, -1)
    }
`
const WRITERS = 'if (FOR_WRITERS.has(method)) return this.open || this.isListed(key)'

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'A block that is no operation counts as one that was applied',
    edits: [
      {
        file: 'apply.ts',
        find: 'if (operation === null) return false',
        replace: 'if (operation === null) return true'
      }
    ],
    fails: [GARBAGE],
    // Now and then Autobase stumbles over views that differ before anybody has compared them.
    message: /all have skipped the same|signatures\.user/
  },
  {
    mistake: 'A bug of this program is taken for a refusal',
    edits: [
      {
        file: 'apply.ts',
        find: 'err instanceof RegistryError)',
        replace: 'err instanceof RegistryError || err instanceof TypeError)'
      }
    ],
    fails: [ERROR],
    message: /apply throws: a bug/
  },
  {
    mistake: 'A refusal is thrown on and closes the base',
    edits: [{ file: 'apply.ts', find: CATCH, replace: '    throw err\n' }],
    fails: [REFUSED],
    message: /is refused by this test/
  },
  {
    mistake: 'What a handler refuses is kept all the same',
    edits: [
      {
        file: 'apply.ts',
        find: 'if (err instanceof RegistryError) return false',
        replace: 'if (err instanceof RegistryError) return true'
      }
    ],
    fails: [REFUSED],
    message: /what the handler had put before it refused/
  },
  {
    mistake: 'Operations are decoded and never dispatched',
    edits: [
      {
        file: 'apply.ts',
        find: '    await router.dispatch(operation, { view: draft, host: draft })\n',
        replace: ''
      }
    ],
    fails: [GARBAGE, REFUSED, ERROR, LATE, HALT, HIGHEST],
    message: /all services are indexers of one view/
  },
  {
    mistake: 'An upgrade to a newer version is skipped like garbage',
    edits: [{ file: 'operations.ts', find: INTERRUPT, replace: 'return view.skip()' }],
    fails: [HALT],
    message: /your peer has halted/
  },
  {
    mistake: 'It halts at its own version too',
    edits: [
      {
        file: 'operations.ts',
        find: 'if (announced > version)',
        replace: 'if (announced >= version)'
      }
    ],
    fails: [HIGHEST],
    message: /interrupted/
  },
  {
    mistake: 'Whatever is announced last is kept, be it lower',
    edits: [{ file: 'operations.ts', find: ANNOUNCE, replace: 'await view.announce(announced)' }],
    fails: [HIGHEST],
    message: /after 2/
  },
  {
    mistake: 'One request more than the limit is let in',
    edits: [{ file: 'limits.ts', find: 'own >= PER_KEY', replace: 'own > PER_KEY' }],
    fails: [BUSY],
    message: /the 33rd of one key/
  },
  {
    mistake: 'Nobody counts what all have under way',
    edits: [{ file: 'limits.ts', find: ' || this.#inAll >= IN_ALL', replace: '' }],
    fails: [BUSY],
    message: /the 513th of all/
  },
  {
    mistake: 'Work that fails keeps its place for ever',
    edits: [
      {
        file: 'limits.ts',
        find: FINALLY,
        replace: `    const result = await work()
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
    edits: [{ file: 'limits.ts', find: 'return await work()', replace: 'return work()' }],
    fails: [BUSY, FLOOD],
    message: /the 33rd of one key/
  },
  {
    mistake: 'A method that nobody named is for whoever may write',
    edits: [
      {
        file: 'access.ts',
        find: `    return this.isAdmin(key)
  }

  async allow`,
        replace: `    return this.isListed(key)
  }

  async allow`
      }
    ],
    fails: [METHODS, RPC],
    message: /who is allowed/
  },
  {
    mistake: 'A stranger may not even ask for the status',
    edits: [{ file: 'access.ts', find: '    if (FOR_ALL.has(method)) return true\n', replace: '' }],
    fails: [METHODS],
    message: /a stranger/
  },
  {
    mistake: 'Nobody looks whether the instance is open',
    edits: [{ file: 'access.ts', find: WRITERS, replace: WRITERS.replace('this.open || ', '') }],
    fails: [METHODS],
    message: /a stranger, open/
  },
  {
    mistake: 'Anyone may write',
    edits: [
      {
        file: 'access.ts',
        find: WRITERS,
        replace: 'if (FOR_WRITERS.has(method)) return true'
      }
    ],
    fails: [METHODS, RPC, FLOOD, COMMANDS],
    message: /a stranger calls put-entry/
  }
]
