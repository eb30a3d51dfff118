import type { WrongSolution } from '../wrong.ts'

const WHEN = 'a machine that was started again, and peers to ask: only then does the store compare'
const POWER =
  'after a loss of power: RECOVERING until a peer is there, and look-ups go on meanwhile'
const FORKED = 'status names a writer that has told two stories, until it is removed'
const EXPORT =
  'export: what is signed of a running instance, all of a stopped one; import begins a new base'
const STOPPED = 'an instance that recovers stops when it is told to, and can be exported then'

const GUARD = 'instance/guard.ts'
const FORKS = 'base/forks.ts'
const DUMP = 'cli/export.ts'
const WRITE = "await writeFile(join(folder, RECOVERING), '')"
const COMPARE = 'holders >= 2 && boot !== (await bootName())'
const ASK = 'withClient(flags, async (client) => printAll(await client.view()))'
const SIGNED = `if (!stopped) return ${ASK}`
const READ = 'return readStopped(storage, printAll)'
const NEEDS_STORAGE = `    if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'A killed process is taken for a loss of power',
    edits: [{ file: GUARD, find: COMPARE, replace: 'holders >= 2' }],
    fails: [WHEN],
    message: /a killed process/
  },
  {
    mistake: 'The only indexer waits for peers that it does not have',
    edits: [{ file: GUARD, find: 'holders >= 2 && ', replace: '' }],
    fails: [WHEN],
    message: /nobody else has its blocks/
  },
  {
    mistake: 'Two that have the blocks are taken for one that is alone',
    edits: [{ file: GUARD, find: 'holders >= 2', replace: 'holders > 2' }],
    fails: [WHEN, POWER],
    message: /two have its blocks|RECOVERING/
  },
  {
    mistake: 'It compares where the machine was not started again',
    edits: [{ file: GUARD, find: 'boot !== (await', replace: 'boot === (await' }],
    fails: [WHEN, POWER, STOPPED],
    message: /three have its blocks/
  },
  {
    mistake: 'The disk is believed, whatever has happened',
    edits: [
      {
        file: GUARD,
        find: `  if (${COMPARE}) await writeFile(join(folder, RECOVERING), '')\n`,
        replace: '  if (holders < 0) parse(boot)\n'
      }
    ],
    fails: [WHEN, POWER, STOPPED],
    message: /three have its blocks/
  },
  {
    mistake: 'The marker is written into the folder, where no store looks for it',
    edits: [
      {
        file: GUARD,
        find: "writeFile(join(folder, RECOVERING), '')",
        replace: "writeFile(join(folder, 'RECOVERING'), '')"
      }
    ],
    fails: [WHEN, POWER, STOPPED],
    message: /three have its blocks/
  },
  {
    mistake: 'A writer that was removed is named for ever',
    edits: [{ file: FORKS, find: '!value.isRemoved && ', replace: '' }],
    fails: [FORKED],
    message: /once it is removed/
  },
  {
    mistake: 'Every writer is named',
    edits: [{ file: FORKS, find: ' && this.#forked.has(IdEnc.encode(key))', replace: '' }],
    fails: [FORKED],
    message: /at first/
  },
  {
    mistake: 'Keys are compared as bytes with ids that are text',
    edits: [{ file: FORKS, find: 'has(IdEnc.encode(key))', replace: 'has(String(key))' }],
    fails: [FORKED],
    message: /status names a writer that has forked/
  },
  {
    mistake: 'Nobody is ever named',
    edits: [
      {
        file: FORKS,
        find: '#forked.has(IdEnc.encode(key))) keys.push(key)',
        replace: '#forked.has(IdEnc.encode(key))) continue'
      }
    ],
    fails: [FORKED],
    message: /status names a writer that has forked/
  },
  {
    mistake: 'A stopped instance is asked by RPC',
    edits: [
      { file: DUMP, find: 'if (!stopped) return', replace: 'if (!stopped || storage) return' }
    ],
    fails: [EXPORT, STOPPED],
    message: /export ended with 1/
  },
  {
    mistake: 'The folder of a running instance is opened',
    edits: [
      {
        file: DUMP,
        find: `    ${SIGNED}\n`,
        replace:
          '    if (!stopped && storage === undefined) return withClient(flags, async (client) => printAll(await client.view()))\n'
      }
    ],
    fails: [EXPORT],
    message: /STORAGE_LOCKED/
  },
  {
    mistake: 'Nobody looks whether there is a --storage',
    edits: [
      { file: DUMP, find: NEEDS_STORAGE, replace: '' },
      {
        file: DUMP,
        find: 'readStopped(storage, printAll)',
        replace: "readStopped(storage ?? '', printAll)"
      }
    ],
    fails: [EXPORT],
    message: /without --storage/
  },
  {
    mistake: 'The end of the process comes before the entries',
    edits: [
      {
        file: DUMP,
        find: 'readStopped(storage, printAll)',
        replace: 'readStopped(storage, async () => {})'
      }
    ],
    fails: [EXPORT, STOPPED],
    message: /what is printed of/
  },
  {
    mistake: 'It goes on before RECOVERING is written',
    edits: [{ file: GUARD, find: WRITE, replace: WRITE.replace('await', 'void') }],
    fails: [WHEN],
    message: /the start goes no further/
  },
  {
    mistake: 'It goes on if RECOVERING can’t be written',
    edits: [{ file: GUARD, find: WRITE, replace: `${WRITE}.catch(() => {})` }],
    fails: [WHEN],
    message: /the start goes no further/
  },
  {
    mistake: 'A second start that finds no loss of power takes RECOVERING back',
    edits: [
      {
        file: GUARD,
        find: WRITE,
        replace: `${WRITE}\n  else await rm(join(folder, RECOVERING), { force: true })`
      }
    ],
    fails: [WHEN],
    message: /killed before it opened its store/
  },
  {
    mistake: 'Only the first writer that has forked is named',
    edits: [{ file: FORKS, find: 'keys.push(key)', replace: 'return [key]' }],
    fails: [FORKED],
    message: /all writers that have forked, each once/
  },
  {
    mistake: 'A writer is named twice if the base reboots meanwhile',
    edits: [
      {
        file: FORKS,
        find: `    return readSystem(this.#base, async (system) => {
      const keys: Key[] = []
`,
        replace: `    const keys: Key[] = []
    return readSystem(this.#base, async (system) => {
`
      }
    ],
    fails: [FORKED],
    message: /each once, though the base has rebooted/
  },
  {
    mistake: 'A folder that can’t be read is exported without an error',
    edits: [{ file: DUMP, find: READ, replace: `${READ}.catch(() => {})` }],
    fails: [EXPORT],
    message: /--stopped of an instance that runs/
  },
  {
    mistake: 'The folder is read if the running instance gives no answer',
    edits: [
      {
        file: DUMP,
        find: SIGNED,
        replace: `${SIGNED}.catch((err) => {
      if (storage === undefined) throw err
      return readStopped(storage, printAll)
    })`
      }
    ],
    fails: [EXPORT],
    message: /without --stopped, with an --identity that is not there/
  },
  {
    mistake: 'The folder is read wherever it can be, with --stopped or without',
    edits: [
      { file: DUMP, find: SIGNED, replace: SIGNED.replace('!stopped', 'storage === undefined') },
      {
        file: DUMP,
        find: `${NEEDS_STORAGE}    ${READ}`,
        replace: `    void stopped\n    ${READ}.catch(() => ${ASK})`
      }
    ],
    fails: [EXPORT],
    message: /--stopped of an instance that runs/
  },
  ...['server', 'dht', 'identity'].map((flag) => ({
    mistake: `--${flag} is not handed on`,
    edits: [
      {
        file: DUMP,
        find: SIGNED,
        replace: SIGNED.replace('flags', `{ ...flags, ${flag}: undefined }`)
      }
    ],
    fails: [EXPORT],
    message: new RegExp(`with an? --${flag}`)
  })),
  {
    mistake: 'RECOVERING must not be there yet',
    edits: [
      {
        file: 'instance/guard.ts',
        find: `await writeFile(join(folder, RECOVERING), '')`,
        replace: `await writeFile(join(folder, RECOVERING), '', { flag: 'wx' })`
      }
    ],
    fails: [WHEN],
    message: /EEXIST/
  },
  {
    mistake: '--stopped without a folder exports a running instance',
    edits: [
      {
        file: 'cli/export.ts',
        find: `    if (!stopped) return withClient`,
        replace: `    if (!stopped || storage === undefined) return withClient`
      },
      {
        file: 'cli/export.ts',
        find: `    if (storage === undefined) throw RegistryError.INVALID_INPUT('--storage is missing')
`,
        replace: ``
      }
    ],
    fails: [EXPORT],
    message: /with --server instead/
  },
  {
    mistake: 'A look at the marker takes it away',
    edits: [
      {
        file: GUARD,
        find: `  if (${COMPARE}) ${WRITE}\n`,
        replace: `  if (${COMPARE}) ${WRITE}\n  await ended(folder)\n`
      }
    ],
    fails: [WHEN],
    message: /a look leaves the marker where it is/
  },
  {
    mistake: 'What is left of a damaged folder is not printed',
    edits: [
      {
        file: DUMP,
        find: READ,
        replace: `const all = await readStopped(storage, async (view) => {
      const entries: object[] = []
      for await (const entry of view.list()) entries.push(entry)
      return entries
    })
    for (const entry of all) print(true, entry, [])`
      }
    ],
    fails: [EXPORT],
    message: /what is printed of it all the same/
  },
  {
    mistake: 'The fork of a writer that was removed is forgotten for good',
    edits: [
      {
        file: FORKS,
        find: `        if (!value.isRemoved && this.#forked.has(IdEnc.encode(key))) keys.push(key)`,
        replace: `        if (value.isRemoved) this.#forked.delete(IdEnc.encode(key))
        else if (this.#forked.has(IdEnc.encode(key))) keys.push(key)`
      }
    ],
    fails: [FORKED],
    message: /removed and is admitted again/
  }
]
