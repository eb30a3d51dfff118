import type { WrongSolution } from '../wrong.ts'

const WHO = 'anyone, writers, admins: each method is for those, and for those above them'
const STRANGER =
  'by RPC a stranger gets its status, and UNAUTHORIZED for everything else, whatever it sends'
const LISTED = 'a listed key writes and no more; an admin writes, and calls admin methods'
const OPEN = 'an open instance takes writes from anyone, but lets only admins call admin methods'
const IDENTITY =
  'an identity file is a key pair, the same each time; anything else is refused, and made by nobody'
const COMMANDS =
  'on the command line: identity makes one, run --allow lists it, put --identity is that client'

const ANYONE = `    if (who === 'anyone') return true
`
const LISTS = `return who === 'writers' ? this.open || this.isListed(key) : this.isAdmin(key)`
const CHECK = `      if (!parts.access.permits(method.who, caller())) throw RegistryError.UNAUTHORIZED(name)
`
const TEST = `const isSeed = /^[0-9a-f]{64}$/i.test(text.trim())`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'A stranger may not even ask for the status',
    edits: [{ file: 'net/access.ts', find: ANYONE, replace: '' }],
    fails: [WHO, STRANGER],
    message: /a stranger/
  },
  {
    mistake: 'Nobody looks whether the instance is open',
    edits: [{ file: 'net/access.ts', find: LISTS, replace: LISTS.replace('this.open || ', '') }],
    fails: [WHO, OPEN],
    message: /a stranger, open/
  },
  {
    mistake: 'An open instance is open for admin methods too',
    edits: [
      {
        file: 'net/access.ts',
        find: LISTS,
        replace: `return this.open || (who === 'writers' ? this.isListed(key) : this.isAdmin(key))`
      }
    ],
    fails: [WHO, OPEN],
    message: /a stranger, open/
  },
  {
    mistake: 'Anyone may write',
    edits: [
      {
        file: 'net/access.ts',
        find: LISTS,
        replace: `return who === 'writers' || this.isAdmin(key)`
      }
    ],
    fails: [WHO, STRANGER, COMMANDS],
    message: /a stranger/
  },
  {
    mistake: 'Whoever may write is an admin',
    edits: [
      {
        file: 'net/access.ts',
        find: LISTS,
        replace: `return (who === 'writers' && this.open) || this.isListed(key)`
      }
    ],
    fails: [WHO, LISTED],
    message: /a listed key, as bytes/
  },
  {
    mistake: 'Only admins may write',
    edits: [
      {
        file: 'net/access.ts',
        find: LISTS,
        replace: `return (who === 'writers' && this.open) || this.isAdmin(key)`
      }
    ],
    fails: [WHO, LISTED, COMMANDS],
    message: /a listed key, as bytes/
  },
  {
    mistake: 'The list is searched for the bytes of the key',
    edits: [
      {
        file: 'net/access.ts',
        find: 'this.#writers.has(IdEnc.encode(key))',
        replace: 'this.#writers.has(String(key))'
      }
    ],
    fails: [WHO, LISTED, COMMANDS],
    message: /a listed key, as bytes/
  },
  {
    mistake: 'Nobody asks who is calling',
    edits: [{ file: 'net/rpc.ts', find: CHECK, replace: '' }],
    fails: [STRANGER, LISTED, OPEN, COMMANDS],
    message: /a stranger calls put-entry/
  },
  {
    mistake: 'It is asked for the key of this end, not of the other',
    edits: [
      {
        file: 'net/rpc.ts',
        find: 'method.who, caller()',
        replace: 'method.who, connection.publicKey'
      }
    ],
    fails: [LISTED, COMMANDS],
    message: /UNAUTHORIZED/
  },
  {
    mistake: 'The lists are asked once per connection, for writers, whatever is called',
    edits: [{ file: 'net/rpc.ts', find: 'permits(method.who,', replace: `permits('writers',` }],
    fails: [STRANGER, LISTED, OPEN],
    message: /status|add-writer from/
  },
  {
    mistake: 'The answer is made first, and then it is asked whether it may be given',
    edits: [
      {
        file: 'net/rpc.ts',
        find: CHECK,
        replace: `      const made = await answer(method, parts, bytes)\n${CHECK}`
      },
      {
        file: 'net/rpc.ts',
        find: '      return answer(method, parts, bytes)\n',
        replace: '      return made\n'
      }
    ],
    fails: [STRANGER, LISTED],
    message: /a stranger calls put-entry/
  },
  {
    mistake: 'The refusal does not name the method',
    edits: [{ file: 'net/rpc.ts', find: 'UNAUTHORIZED(name)', replace: `UNAUTHORIZED('this')` }],
    fails: [STRANGER],
    message: /what it is told names the method/
  },
  {
    mistake: 'Nobody looks whether the file holds a seed',
    edits: [
      { file: 'client/identity.ts', find: `  ${TEST}\n`, replace: '  const isSeed = true\n' }
    ],
    fails: [IDENTITY],
    message: /a file of 0 characters|seed/
  },
  {
    mistake: 'Only the length of what was decoded is looked at: a typo behind the seed is dropped',
    edits: [
      {
        file: 'client/identity.ts',
        find: TEST,
        replace: `const isSeed = b4a.from(text.trim(), 'hex').byteLength === SEED_BYTES`
      }
    ],
    fails: [IDENTITY],
    message: /a file of 69 characters/
  },
  {
    mistake: 'The text itself is taken for the seed',
    edits: [
      {
        file: 'client/identity.ts',
        find: `HyperDHT.keyPair(b4a.from(text.trim(), 'hex'))`,
        replace: `HyperDHT.keyPair(b4a.from(text.trim()).subarray(0, SEED_BYTES))`
      }
    ],
    fails: [IDENTITY],
    message: /the public key of a seed/
  },
  {
    mistake: 'A file that holds something else gives a new identity',
    edits: [
      {
        file: 'client/identity.ts',
        find: `if (!isSeed) throw unusable(file, 'it holds something else')`,
        replace: 'if (!isSeed) return HyperDHT.keyPair()'
      }
    ],
    fails: [IDENTITY],
    message: /a file of 0 characters/
  },
  {
    mistake: 'Reading makes an identity where there is none',
    edits: [
      {
        file: 'client/identity.ts',
        find: `  const text = await readFile(file`,
        replace: `  await createIdentity(file)
  const text = await readFile(file`
      }
    ],
    fails: [IDENTITY, COMMANDS],
    message: /a file that is not there/
  },
  {
    mistake: 'The size of a request is looked at before its caller',
    edits: [
      {
        file: 'net/rpc.ts',
        find: `      if (!parts.access.permits(method.who, caller())) throw RegistryError.UNAUTHORIZED(name)
`,
        replace: `      const { byteLength } = bytes
      if (byteLength > MAX_REQUEST) throw RegistryError.TOO_LARGE(byteLength, MAX_REQUEST)
      if (!parts.access.permits(method.who, caller())) throw RegistryError.UNAUTHORIZED(name)
`
      }
    ],
    fails: [STRANGER],
    message: /a stranger calls .* with 131072 bytes/
  },
  {
    mistake: 'Whoever counts requests hears of no refusal',
    edits: [
      {
        file: 'net/rpc.ts',
        find: `    const run = async (bytes: Uint8Array) => {
      if (!parts.access.permits(method.who, caller())) throw RegistryError.UNAUTHORIZED(name)
      return answer(method, parts, bytes)
    }
    rpc.respond(name, BYTES, (bytes) => requests.tracePromise(run, { name }, null, bytes))
`,
        replace: `    const run = async (bytes: Uint8Array) => answer(method, parts, bytes)
    rpc.respond(name, BYTES, async (bytes) => {
      if (!parts.access.permits(method.who, caller())) throw RegistryError.UNAUTHORIZED(name)
      return requests.tracePromise(run, { name }, null, bytes)
    })
`
      }
    ],
    fails: [STRANGER],
    message: /those who count refusals/
  },
  {
    mistake: 'The error quotes what is in the file',
    edits: [
      {
        file: 'client/identity.ts',
        find: `'it holds something else'`,
        replace: `\`it holds \${text}\``
      }
    ],
    fails: [IDENTITY],
    message: /nothing of what may be a secret is told/
  },
  {
    mistake: 'Digits of hex are lower case',
    edits: [{ file: 'client/identity.ts', find: `/^[0-9a-f]{64}$/i`, replace: `/^[0-9a-f]{64}$/` }],
    fails: [IDENTITY],
    message: /something else/
  },
  {
    mistake: 'White space between the digits does no harm, either',
    edits: [
      {
        file: 'client/identity.ts',
        find: `  const isSeed = /^[0-9a-f]{64}$/i.test(text.trim())
`,
        replace: `  const isSeed = /^[0-9a-f]{64}$/i.test(text.replace(/\\s/g, ''))
`
      }
    ],
    fails: [IDENTITY],
    message: /a file of 65 characters/
  },
  {
    mistake: 'A list closes an instance that is open',
    edits: [
      {
        file: 'net/access.ts',
        find: `this.open || this.isListed(key)`,
        replace: `(this.open && this.#writers.size === 0) || this.isListed(key)`
      }
    ],
    fails: [WHO],
    message: /with another key on the list/
  },
  {
    mistake: 'Whoever sent the first request of a connection sent all of them',
    edits: [
      {
        file: 'net/rpc.ts',
        find: `  const caller = callerOf(connection)`,
        replace: `  const proven = callerOf(connection)
  let known: Uint8Array | undefined
  const caller = () => (known ??= proven())`
      }
    ],
    fails: [LISTED],
    message: /with the key proven since/
  }
]
