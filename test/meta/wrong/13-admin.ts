import type { WrongSolution } from '../wrong.ts'

const ADMIN =
  'an admin may add a writer over RPC; a stranger gets UNAUTHORIZED, and nothing is done'
const COMMAND = 'add-writer asks with the admin key of its folder, and prints what was asked'
const KEYS =
  'commands on one folder do not cut each other off: the admin key is for admin commands alone'
const MANY = 'putAll stores many entries, several at a time, and reports how many are stored'
const ROWS = 'an import file may be JSON or NDJSON, and a row that is wrong is named with its field'
const IMPORT = 'import checks every row before the first is sent, and stores all of a good file'
const THREE =
  'three processes: kill one and all goes on, kill two and nothing is signed until one is back'
const ROUNDS = 'no answered put is lost when a process is killed, in 6 rounds'

const GUARD = `      if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('add-writer')
`
const ADD = `      await server.service.addWriter(key, { indexer })
`
const AS_ADMIN = `, {
      admin: true
    })`
const STEPS = `at += IN_FLIGHT`
const ROUND = `      await Promise.all(round.map((entry) => this.put(entry)))
`
const TELL = `      progress(at + round.length)
`
const STRINGS = `    if (value !== null && typeof value !== 'string') throw new Error(\`\${field} must be a string\`)
`
const KNOWN = `    if (!FIELDS.includes(field)) throw new Error(\`\${field} is not a field of an entry\`)
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'Anybody may add a writer',
    edits: [{ file: 'net/methods.ts', find: GUARD, replace: `` }],
    fails: [ADMIN],
    message: /a stranger/
  },
  {
    mistake: 'The writer is added first, and the caller looked at afterwards',
    edits: [{ file: 'net/methods.ts', find: GUARD + ADD, replace: ADD + GUARD }],
    fails: [ADMIN],
    message: /what a stranger is refused is not done/
  },
  {
    mistake: 'The refusal does not say of what',
    edits: [
      { file: 'net/methods.ts', find: `UNAUTHORIZED('add-writer')`, replace: `UNAUTHORIZED()` }
    ],
    fails: [ADMIN],
    message: /may not call undefined/
  },
  {
    mistake: 'Every writer that is added becomes an indexer',
    edits: [
      {
        file: 'net/methods.ts',
        find: ADD,
        replace: `      await server.service.addWriter(key)
`
      }
    ],
    fails: [ADMIN, COMMAND],
    message: /it is a plain writer/
  },
  {
    mistake: 'The answer comes before the writer is stored',
    edits: [{ file: 'net/methods.ts', find: ADD, replace: ADD.replace('await', 'void') }],
    fails: [ADMIN],
    message:
      /your code gives \{\}, our code throws ENOSPC|the answer comes when the writer is added/
  },
  {
    mistake: 'The server asks whether it is an admin itself',
    edits: [
      {
        file: 'net/rpc.ts',
        find: `connection.remotePublicKey`,
        replace: `connection.publicKey`
      }
    ],
    fails: [ADMIN, COMMAND, KEYS, THREE, ROUNDS],
    message: /UNAUTHORIZED: this key may not call add-writer/
  },
  {
    mistake: 'Keys are compared as objects',
    edits: [
      {
        file: 'net/server.ts',
        find: `b4a.equals(admin, key)`,
        replace: `admin === key`
      }
    ],
    fails: [ADMIN, COMMAND, KEYS, THREE, ROUNDS],
    message: /UNAUTHORIZED: this key may not call add-writer/
  },
  {
    mistake: 'The command asks with a key of its own',
    edits: [{ file: 'cli/add-writer.ts', find: AS_ADMIN, replace: `)` }],
    fails: [COMMAND, KEYS, THREE, ROUNDS],
    message: /UNAUTHORIZED/
  },
  {
    mistake: 'The flag --writer-only is read and not passed on',
    edits: [
      {
        file: 'cli/add-writer.ts',
        find: `client.call('add-writer', { key, indexer })`,
        replace: `client.call('add-writer', { key, indexer: true })`
      }
    ],
    fails: [COMMAND],
    message: /with --writer-only it is a plain writer/
  },
  {
    mistake: 'The key is looked at once the instance is found',
    edits: [
      {
        file: 'cli/add-writer.ts',
        find: `    const key = parseKey('the local key', localKey)
`,
        replace: ``
      },
      {
        file: 'cli/add-writer.ts',
        find: `{ key, indexer })`,
        replace: `{ key: parseKey('the local key', localKey), indexer })`
      }
    ],
    fails: [COMMAND],
    message: /the line begins with INVALID_INPUT: NO_INSTANCE/
  },
  {
    mistake: 'The command prints text where JSON was asked for',
    edits: [{ file: 'cli/add-writer.ts', find: `print(flags.json, {`, replace: `print(false, {` }],
    fails: [COMMAND],
    message: /printed as JSON/
  },
  {
    mistake: 'Every command on the folder uses the admin key',
    edits: [
      {
        file: 'cli/target.ts',
        find: `admin ? adminKeyPair(card) : undefined`,
        replace: `adminKeyPair(card)`
      }
    ],
    fails: [KEYS],
    message: /DISCONNECTED|TIMEOUT/
  },
  {
    mistake: 'All entries are put at once',
    edits: [
      { file: 'client/client.ts', find: STEPS, replace: `at += entries.length` },
      {
        file: 'client/client.ts',
        find: `entries.slice(at, at + IN_FLIGHT)`,
        replace: `entries.slice(at)`
      }
    ],
    fails: [MANY],
    message: /it tells as it goes on/
  },
  {
    mistake: 'One entry is put after the other',
    edits: [
      {
        file: 'client/client.ts',
        find: ROUND,
        replace: `      for (const entry of round) await this.put(entry)
`
      }
    ],
    fails: [MANY],
    message: /TIMEOUT/
  },
  {
    mistake: 'Progress tells the size of a round, not the sum',
    edits: [{ file: 'client/client.ts', find: TELL, replace: TELL.replace('at + ', '') }],
    fails: [MANY],
    message: /the last number is the number of entries/
  },
  {
    mistake: 'Progress is told before the round is stored',
    edits: [{ file: 'client/client.ts', find: ROUND + TELL, replace: TELL + ROUND }],
    fails: [MANY],
    message: /nothing is told before it is stored/
  },
  {
    mistake: 'An entry is checked when its turn comes',
    edits: [
      {
        file: 'client/client.ts',
        find: `    for (const entry of entries) checkEntry(entry)
`,
        replace: ``
      }
    ],
    fails: [MANY],
    message: /puts that the server was asked for, after that as well/
  },
  {
    mistake: 'A put that fails is passed over',
    edits: [
      {
        file: 'client/client.ts',
        find: `await Promise.all(round`,
        replace: `await Promise.allSettled(round`
      }
    ],
    fails: [MANY],
    message: /when a put fails, putAll fails/
  },
  {
    mistake: 'A field that nobody knows is dropped in silence',
    edits: [{ file: 'cli/entries.ts', find: KNOWN, replace: `` }],
    fails: [ROWS],
    message: /"colour":"red"/
  },
  {
    mistake: 'A value may be anything',
    edits: [{ file: 'cli/entries.ts', find: STRINGS, replace: `` }],
    fails: [ROWS],
    message: /"owner":42/
  },
  {
    mistake: 'The rules for entries are left to the server',
    edits: [
      {
        file: 'cli/entries.ts',
        find: `  checkEntry(entry)
`,
        replace: ``
      }
    ],
    fails: [ROWS, IMPORT],
    message: /tab/
  },
  {
    mistake: 'A row that is wrong is left out',
    edits: [
      {
        file: 'cli/entries.ts',
        find: `bytes)).map((row, index)`,
        replace: `bytes)).flatMap((row, index)`
      },
      {
        file: 'cli/entries.ts',
        find: '      throw RegistryError.INVALID_INPUT(`${where}: ${problem}`)',
        replace: `      return []`
      }
    ],
    fails: [ROWS, IMPORT],
    message: /ACCEPTED/
  },
  {
    mistake: 'Rows are counted from zero',
    edits: [{ file: 'cli/entries.ts', find: 'row ${index + 1}', replace: 'row ${index}' }],
    fails: [ROWS, IMPORT],
    message: /row and field are told/
  },
  {
    mistake: 'A byte order mark is taken for a part of the first row',
    edits: [
      {
        file: 'cli/entries.ts',
        find: '{ fatal: true }',
        replace: '{ fatal: true, ignoreBOM: true }'
      }
    ],
    fails: [ROWS],
    message: /row 1 is not JSON/
  },
  {
    mistake: 'add-writer prints the key as it encodes it',
    edits: [
      {
        file: 'cli/add-writer.ts',
        find: `{ added: localKey, indexer }`,
        replace: `{ added: key, indexer }`
      }
    ],
    fails: [COMMAND],
    message: /printed as it was given/
  },
  {
    mistake: '0 and false count as missing',
    edits: [
      {
        file: 'cli/entries.ts',
        find: `if (value !== null && typeof value !== 'string') throw`,
        replace: `if (value && typeof value !== 'string') throw`
      }
    ],
    fails: [ROWS],
    message: /"owner":0/
  },
  {
    mistake: 'A field with a blank behind it is dropped',
    edits: [
      {
        file: 'cli/entries.ts',
        find: `if (!FIELDS.includes(field)) throw`,
        replace: `if (!FIELDS.includes(field.trim())) throw`
      }
    ],
    fails: [ROWS],
    message: /"owner "/
  },
  {
    mistake: 'Sixteen senders have a share each, so the order is lost',
    edits: [
      {
        file: 'client/client.ts',
        find: `    for (let at = 0; at < entries.length; at += IN_FLIGHT) {
      const round = entries.slice(at, at + IN_FLIGHT)
      await Promise.all(round.map((entry) => this.put(entry)))
      progress(at + round.length)
    }`,
        replace: `    const share = Math.ceil(entries.length / IN_FLIGHT)
    let stored = 0
    const send = async (part: Entry[]) => {
      for (const entry of part) {
        await this.put(entry)
        progress(++stored)
      }
    }
    const parts = Array.from({ length: IN_FLIGHT }, (_, at) => entries.slice(at * share, (at + 1) * share))
    await Promise.all(parts.map(send))`
      }
    ],
    fails: [MANY],
    message: /of two with one name, the last/
  },
  {
    mistake: 'A round is told before its puts are looked at',
    edits: [
      {
        file: 'client/client.ts',
        find: `      await Promise.all(round.map((entry) => this.put(entry)))
      progress(at + round.length)
`,
        replace: `      const outcomes = await Promise.allSettled(round.map((entry) => this.put(entry)))
      progress(at + round.length)
      for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
`
      }
    ],
    fails: [MANY],
    message: /told, where no put was stored/
  }
]
