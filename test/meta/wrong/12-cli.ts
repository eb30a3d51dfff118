import type { WrongSolution } from '../wrong.ts'

const WHICH = 'a command says in one line which instance it cannot talk to, and why'
const TALKS = 'a command talks to the instance that runs on a folder, or to that of a key, and ends'
const BEHIND = 'nothing of a command stays behind, whether it succeeds, fails or is interrupted'
const GET = 'get prints an entry, for a person or as JSON, and says so when there is none'
const LIST = 'list prints all entries, or those of a type, of an owner, or of both'
const OTHERS =
  'text of others does not rule the terminal, and a reader that has seen enough is not an error'

const REMOVE = `    await rm(folder, { recursive: true, force: true })
`
const MISSING = `  if (storage === undefined) throw RegistryError.INVALID_INPUT('--server or --storage is missing')
`
const FOUND = `    if (entry === null) throw RegistryError.NOT_FOUND(name)
`
const PRINT = `    print(flags.json, entry, fieldLines(entry))
`
const LINES = `    print(json, entries, [...entries.map(entryLine), \`\${entries.length} entries\`])
`

const END = `} finally {
    // Last: a signal may come while this closes, too.
    await close()
    unregister()
  }
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'Nobody says that no instance was named',
    edits: [
      {
        file: 'cli/target.ts',
        find: MISSING,
        replace: `  if (storage === undefined) throw new Error('no')\n`
      }
    ],
    fails: [WHICH],
    message: /the line begins with INVALID_INPUT|no second line/
  },
  {
    mistake: 'A server key is taken as it is',
    edits: [
      {
        file: 'cli/target.ts',
        find: `{ serverKey: parseKey('--server', server), dht: dht ?? null }`,
        replace: `{ serverKey: server, dht: dht ?? null }`
      }
    ],
    fails: [WHICH],
    message: /the line begins with INVALID_INPUT|no second line/
  },
  {
    mistake: 'With --server the flag --dht is forgotten',
    edits: [
      {
        file: 'cli/target.ts',
        find: `parseKey('--server', server), dht: dht ?? null }`,
        replace: `parseKey('--server', server), dht: storage ?? null }`
      }
    ],
    fails: [TALKS, BEHIND, GET, LIST, OTHERS],
    message: /status by key|INVALID_INPUT/
  },
  {
    mistake: 'The DHT of the card is forgotten',
    edits: [{ file: 'cli/target.ts', find: `dht: dht ?? card.dht`, replace: `dht: dht ?? null` }],
    fails: [TALKS, BEHIND],
    message: /status by folder/
  },
  {
    mistake: 'With a folder the flag --dht is forgotten',
    edits: [{ file: 'cli/target.ts', find: `dht: dht ?? card.dht`, replace: `dht: card.dht` }],
    fails: [WHICH],
    message: /the line begins with INVALID_INPUT/
  },
  {
    mistake: 'With neither flag only one of them is named',
    edits: [
      {
        file: 'cli/target.ts',
        find: `'--server or --storage is missing'`,
        replace: `'--storage is missing'`
      }
    ],
    fails: [WHICH],
    message: /with neither flag the line names both/
  },
  {
    mistake: 'The temporary folder stays',
    edits: [{ file: 'cli/target.ts', find: REMOVE, replace: `` }],
    fails: [BEHIND],
    message: /folders that status has left/
  },
  {
    mistake: 'The swarm stays open',
    edits: [{ file: 'cli/target.ts', find: `    await swarm?.destroy()\n`, replace: `` }],
    fails: [TALKS, BEHIND, GET, LIST, OTHERS],
    message: /has not ended after 60 s: registry status/
  },
  {
    mistake: 'After an error nothing is closed',
    edits: [
      {
        file: 'cli/target.ts',
        find: `    return await use(client)
  ${END}`,
        replace: `    const result = await use(client)
    await close()
    return result
  } finally {
    unregister()
  }
`
      }
    ],
    fails: [BEHIND, GET],
    message: /folders that a refused --dht has left|has not ended/
  },
  {
    mistake: 'A signal while it closes ends it there',
    edits: [
      {
        file: 'cli/target.ts',
        find: END,
        replace: `} finally {
    unregister()
    await close()
  }
`
      }
    ],
    fails: [BEHIND],
    message: /a signal that comes while withClient closes/
  },
  {
    mistake: 'The result is returned before all is gone',
    edits: [
      {
        file: 'cli/target.ts',
        find: END,
        replace: `} finally {
    void close().finally(unregister)
  }
`
      }
    ],
    fails: [BEHIND],
    message: /folders that are there when withClient has returned/
  },
  {
    mistake: 'Ctrl-C closes nothing',
    edits: [
      {
        file: 'cli/target.ts',
        find: `const unregister = goodbye(close)`,
        replace: `const unregister = goodbye(async () => {})`
      }
    ],
    fails: [BEHIND],
    message: /folders that Ctrl-C has left/
  },
  {
    mistake: 'The command is ended without goodbye',
    edits: [
      {
        file: 'cli/target.ts',
        find: `const unregister = goodbye(close)`,
        replace: `const unregister = () => void goodbye`
      }
    ],
    fails: [BEHIND],
    message: /exit code after Ctrl-C/
  },
  {
    mistake: 'The client is closed while it is used',
    edits: [
      { file: 'cli/target.ts', find: `return await use(client)`, replace: `return use(client)` }
    ],
    fails: [TALKS, BEHIND, GET, LIST, OTHERS],
    message: /status by folder/
  },
  {
    mistake: 'An entry that is not there is printed as null',
    edits: [
      {
        file: 'cli/get.ts',
        find: FOUND,
        replace: `    if (entry === null) return print(flags.json, {}, ['null'])
`
      }
    ],
    fails: [BEHIND, GET],
    message: /exit code of NOT_FOUND/
  },
  {
    mistake: 'An entry is printed as a line of a list, without its drive key',
    edits: [
      {
        file: 'cli/get.ts',
        find: PRINT,
        replace: `    print(flags.json, entry, [\`\${entry.name} \${entry.type} \${entry.owner}\`])
`
      }
    ],
    fails: [GET],
    message: /the output shows yry/
  },
  {
    mistake: 'An entry is printed for a person, whatever the flags',
    edits: [
      { file: 'cli/get.ts', find: PRINT, replace: `    print(false, entry, fieldLines(entry))\n` }
    ],
    fails: [GET],
    message: /--json prints JSON/
  },
  {
    mistake: 'With a type the owner is forgotten',
    edits: [
      {
        file: 'cli/list.ts',
        find: `        if (owner === undefined || entry.owner === owner) all.push(entry)
`,
        replace: `        all.push(entry)
`
      }
    ],
    fails: [LIST],
    message: /names of list --type text-generation --owner meta/
  },
  {
    mistake: 'Flags are ignored',
    edits: [{ file: 'cli/list.ts', find: `? view.findByType(type)`, replace: `? view.list()` }],
    fails: [LIST],
    message: /names of list --type text-generation/
  },
  {
    mistake: 'Nobody is told how many entries there are',
    edits: [
      {
        file: 'cli/list.ts',
        find: `\`\${entries.length} entries\``,
        replace: `'that was all'`
      }
    ],
    fails: [LIST],
    message: /the last line tells how many/
  },
  {
    mistake: 'A list is printed as it is, past print',
    edits: [
      {
        file: 'cli/list.ts',
        find: LINES,
        replace: `    if (!json) return console.log(entries.map(entryLine).join('\\n') + '\\n' + entries.length)
    print(json, entries, [])
`
      }
    ],
    fails: [OTHERS],
    message: /raw in list/
  },
  {
    mistake: 'For a script no entry is an empty object',
    edits: [
      {
        file: 'cli/get.ts',
        find: `    if (entry === null) throw`,
        replace: `    if (entry === null && flags.json) return print(true, {}, [])
    if (entry === null) throw`
      }
    ],
    fails: [GET],
    message: /get --json/
  },
  {
    mistake: 'No answer is taken for a no',
    edits: [
      {
        file: 'cli/get.ts',
        find: `(client) => client.get(name))`,
        replace: `(client) => client.get(name).catch(() => null))`
      }
    ],
    fails: [GET],
    message: /at a server that nobody runs/
  },
  {
    mistake: 'An empty list is words, for scripts too',
    edits: [
      {
        file: 'cli/list.ts',
        find: LINES,
        replace: `    if (entries.length === 0) return console.log('no entries, 0')
${LINES}`
      }
    ],
    fails: [LIST],
    message: /list --json of a type that nobody has/
  },
  {
    mistake: 'With a type, part of an owner will do',
    edits: [
      {
        file: 'cli/list.ts',
        find: `if (owner === undefined || entry.owner === owner) all.push(entry)`,
        replace: `const will = type === undefined ? entry.owner === owner : entry.owner?.includes(owner ?? '')
        if (owner === undefined || will) all.push(entry)`
      }
    ],
    fails: [LIST],
    message: /--owner mistral/
  }
]
