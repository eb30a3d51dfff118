import type { WrongSolution } from '../wrong.ts'

const LISTS = 'allow and deny change the list that is named, and no other'
const OWNER = 'an owner stays an admin: OWNER, and nothing has changed'
const TRUE = 'each answer is true: the change is in the file by then'
const QUEUE = 'changes in the same moment are all kept: one save follows another'
const FAILED = 'a save that fails is reported to its own caller, and the next one is written'
const RPC = 'by RPC an admin allows and denies; it holds for connections that are open already'
const COMMANDS =
  'on the command line: allow, deny and access; the lists outlive a kill, a damaged file is reported'

const FILE = 'net/access.ts'
const ADD = `    list.add(IdEnc.encode(key))
`
const DELETE = `    list.delete(text)
`
const OWNERS = 'if (admin && this.#owners.has(text)) throw RegistryError.OWNER()'
const DENY_SAVE = `${DELETE}    await this.#save()
`
const CHAIN = `    this.#saving = this.#saving
      .catch(() => {})
      .then(() => {
        const lists = { writers: [...this.#writers], admins: [...this.#admins] }
        return replaceFile(file, JSON.stringify(lists))
      })
    await this.#saving
`

/** It lacks methods that the grader calls. */
export const before = [LISTS, OWNER, TRUE, QUEUE, FAILED, RPC, COMMANDS]

export const wrong: WrongSolution[] = [
  {
    mistake: 'deny looks at the owners only after it has changed the list',
    edits: [
      {
        file: FILE,
        find: `    ${OWNERS}
    const list = admin ? this.#admins : this.#writers
${DELETE}`,
        replace: `    const list = admin ? this.#admins : this.#writers
${DELETE}    ${OWNERS}
`
      }
    ],
    fails: [OWNER],
    message: /it is an admin all the same/
  },
  {
    mistake: 'An owner may be taken off like any other admin',
    edits: [{ file: FILE, find: `    ${OWNERS}\n`, replace: '' }],
    fails: [OWNER, RPC],
    message: /the owner is taken off the admins/
  },
  {
    mistake: 'Whoever is an admin is taken for an owner',
    edits: [{ file: FILE, find: 'this.#owners.has(text)', replace: 'this.#admins.has(text)' }],
    fails: [LISTS, OWNER, TRUE],
    message: /the key of the instance itself stays an admin/
  },
  {
    mistake: 'An owner can’t be taken off the list of writers either',
    edits: [{ file: FILE, find: 'admin && this.#owners', replace: 'this.#owners' }],
    fails: [OWNER],
    message: /the key of the instance itself stays an admin/
  },
  {
    mistake: 'deny takes a key off both lists',
    edits: [
      {
        file: FILE,
        find: DELETE,
        replace: `    this.#admins.delete(text)\n    this.#writers.delete(text)\n    list.delete(text)\n`
      }
    ],
    fails: [LISTS, OWNER],
    message: /a writer that is taken off the admins/
  },
  {
    mistake: 'allow makes everyone an admin',
    edits: [
      {
        file: FILE,
        find: `    const list = admin ? this.#admins : this.#writers
${ADD}`,
        replace: ADD.replace('list', 'this.#admins')
      }
    ],
    fails: [LISTS, OWNER, TRUE, QUEUE, FAILED, RPC, COMMANDS],
    message: /a key that was allowed twice/
  },
  {
    mistake: 'deny changes the set and leaves the file',
    edits: [{ file: FILE, find: DENY_SAVE, replace: DELETE }],
    fails: [TRUE, QUEUE, FAILED, COMMANDS],
    message: /a denied writer after a restart/
  },
  {
    mistake: 'The answer comes before the file is written',
    edits: [{ file: FILE, find: '    await this.#saving\n', replace: '' }],
    fails: [TRUE, QUEUE, FAILED],
    message: /after a restart|at once/
  },
  {
    mistake: 'Saves are under way at the same time',
    edits: [
      {
        file: FILE,
        find: CHAIN,
        replace: `    const lists = { writers: [...this.#writers], admins: [...this.#admins] }
    await replaceFile(file, JSON.stringify(lists))
`
      }
    ],
    fails: [QUEUE],
    message: /ENOENT|at once|Unexpected|ACCESS_DAMAGED/
  },
  {
    mistake: 'A save waits for the one before, and puts nothing in its place',
    edits: [
      {
        file: FILE,
        find: CHAIN,
        replace: `    await this.#saving
    const lists = { writers: [...this.#writers], admins: [...this.#admins] }
    await replaceFile(file, JSON.stringify(lists))
`
      }
    ],
    fails: [QUEUE],
    message: /ENOENT|at once|Unexpected|ACCESS_DAMAGED/
  },
  {
    mistake: 'After a save that failed nothing is written any more',
    edits: [{ file: FILE, find: '      .catch(() => {})\n', replace: '' }],
    fails: [FAILED],
    message: /the folder is back/
  },
  {
    mistake: 'A save that failed is told to nobody',
    edits: [
      {
        file: FILE,
        find: '    await this.#saving\n',
        replace: '    await this.#saving.catch(() => {})\n'
      }
    ],
    fails: [FAILED],
    message: /a folder that is away/
  },
  {
    mistake: 'The list of writers is kept, and that of admins is not',
    edits: [
      { file: FILE, find: 'admins: [...this.#admins] }', replace: 'admins: [] as string[] }' }
    ],
    fails: [TRUE],
    message: /an admin after a restart/
  },
  {
    mistake: 'A key that is on no list any more is not saved again',
    edits: [
      {
        file: 'net/access.ts',
        find: `    list.delete(text)
    await this.#save()
`,
        replace: `    if (list.delete(text)) await this.#save()
`
      }
    ],
    fails: [FAILED],
    message: /who was denied then/
  },
  {
    mistake: 'What was tried last counts as saved',
    edits: [
      {
        file: 'net/access.ts',
        find: `        return replaceFile(file, JSON.stringify(lists))
`,
        replace: `        const text = JSON.stringify(lists)
        const kept = this as { kept?: string }
        if (kept.kept === text) return
        kept.kept = text
        return replaceFile(file, text)
`
      }
    ],
    fails: [FAILED],
    message: /who was (denied|allowed) then/
  },
  {
    mistake: 'A save keeps the lists of the moment at which it was asked for',
    edits: [
      {
        file: 'net/access.ts',
        find: `    this.#saving = this.#saving
      .catch(() => {})
      .then(() => {
        const lists = { writers: [...this.#writers], admins: [...this.#admins] }
        return replaceFile`,
        replace: `    const lists = { writers: [...this.#writers], admins: [...this.#admins] }
    this.#saving = this.#saving
      .catch(() => {})
      .then(() => {
        return replaceFile`
      }
    ],
    fails: [QUEUE],
    message: /the lists of its turn/
  },
  {
    mistake: 'The file is written over',
    edits: [
      {
        file: 'net/access.ts',
        find: `return replaceFile(file, JSON.stringify(lists))`,
        replace: `return writeFile(file, JSON.stringify(lists), { mode: 0o600 })`
      },
      {
        file: 'net/access.ts',
        find: `import { readFile } from 'node:fs/promises'`,
        replace: `import { readFile, writeFile } from 'node:fs/promises'`
      }
    ],
    fails: [TRUE, QUEUE],
    message: /has it whole, as it was/
  },
  {
    mistake: 'Who comes while a save is under way shares it',
    edits: [
      {
        file: FILE,
        find: `    this.#saving = this.#saving
      .catch(() => {})
      .then(() => {
        const lists = { writers: [...this.#writers], admins: [...this.#admins] }
        return replaceFile(file, JSON.stringify(lists))
      })
    await this.#saving`,
        replace: `    if (!this.#busy) {
      this.#busy = true
      this.#saving = Promise.resolve()
        .then(() => {
          const lists = { writers: [...this.#writers], admins: [...this.#admins] }
          return replaceFile(file, JSON.stringify(lists))
        })
        .finally(() => (this.#busy = false))
    }
    await this.#saving`
      },
      {
        file: FILE,
        find: `  isListed(key: Key): boolean {`,
        replace: `  #busy = false\n\n  isListed(key: Key): boolean {`
      }
    ],
    fails: [QUEUE],
    message: /not in the file yet when allow had resolved/
  },
  {
    mistake: 'A denial that can not be saved is taken back',
    edits: [
      {
        file: FILE,
        find: DENY_SAVE,
        replace: `    const had = list.delete(text)
    await this.#save().catch((err) => {
      if (had) list.add(text)
      throw err
    })
`
      }
    ],
    fails: [FAILED],
    message: /a key that was denied, though the save failed/
  },
  {
    mistake: 'A save that fails takes those with it that wait',
    edits: [
      {
        file: FILE,
        find: CHAIN,
        replace: `    const save = this.#saving.then(() => {
      const lists = { writers: [...this.#writers], admins: [...this.#admins] }
      return replaceFile(file, JSON.stringify(lists))
    })
    this.#saving = save
    await save.catch((err) => {
      this.#saving = Promise.resolve()
      throw err
    })
`
      }
    ],
    fails: [FAILED],
    message: /the last of them, with the folder there since/
  }
]
