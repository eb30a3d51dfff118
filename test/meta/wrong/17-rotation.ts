import type { WrongSolution } from '../wrong.ts'

const STATUS =
  'status tells how many blocks of each indexer are here, and for how long it has been silent'
const DRAIN =
  'drain answers what is under way, refuses what comes later, and tells how much was written'
const BEHIND = 'removeWriter waits for the blocks of the writer, and is BEHIND if they don’t come'
const LOAD = 'no answered put is lost when a connected writer is drained and taken out under load'
const EXPORT = 'two of three are lost for good: an export of the survivor starts a new base'

const HEARD = `      if (heard?.length !== length) this.#heard.set(id, { length, at })
`
const DRAINED = `    this.#draining = true
    await this.#writes.idle()
    return this.base.local.length
`
const FIRST_LOOK = `    has = (await appliedBlocks(base, key)) ?? 0
    if (has >= length) return
    for await`
const LOOP = `    for await (const _ of changes) {
      has = (await appliedBlocks(base, key)) ?? 0
      if (has >= length) return
    }
`
const COLLECT = `    for await (const entry of instance.service.view.list()) entries.push(entry)
    print(true, entries, [])
`

/** Each test asks for something that it does not have. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'Every look gives a new time',
    edits: [
      {
        file: 'members.ts',
        find: HEARD,
        replace: `      this.#heard.set(id, { length, at })
`
      }
    ],
    fails: [STATUS],
    message: /the silence of the second grows/
  },
  {
    mistake: 'Only the first look gives a time',
    edits: [
      {
        file: 'members.ts',
        find: HEARD,
        replace: `      if (heard === undefined) this.#heard.set(id, { length, at })
`
      }
    ],
    fails: [STATUS],
    message: /ms before its block/
  },
  {
    mistake: 'The length is kept and the time of the last growth is not',
    edits: [
      {
        file: 'members.ts',
        find: HEARD,
        replace: `      this.#heard.set(id, { length, at: heard?.at ?? at })
`
      }
    ],
    fails: [STATUS],
    message: /ms before its block/
  },
  {
    mistake: 'Silence counts from 1970',
    edits: [
      { file: 'members.ts', find: `? this.#started : Date.now()`, replace: `? 0 : Date.now()` }
    ],
    fails: [STATUS],
    message: /since the start/
  },
  {
    mistake: 'Times are kept under another name than they are looked up by',
    edits: [
      {
        file: 'members.ts',
        find: `      const id = IdEnc.encode(key)
`,
        replace: `      const id = b4a.toString(key, 'hex')
`
      }
    ],
    fails: [STATUS],
    message: /ms before its block/
  },
  {
    mistake: 'drain refuses nothing',
    edits: [{ file: 'service.ts', find: DRAINED, replace: DRAINED.replace(/.*true\n/, '') }],
    fails: [DRAIN],
    message: /ACCEPTED/
  },
  {
    mistake: 'drain refuses only once all is written',
    edits: [
      {
        file: 'service.ts',
        find: DRAINED,
        replace: `    await this.#writes.idle()
    this.#draining = true
    return this.base.local.length
`
      }
    ],
    fails: [DRAIN],
    message: /ACCEPTED/
  },
  {
    mistake: 'drain does not wait for what is under way',
    edits: [{ file: 'service.ts', find: DRAINED, replace: DRAINED.replace(/.*idle.*\n/, '') }],
    fails: [DRAIN],
    message: /covers the puts/
  },
  {
    mistake: 'drain reads the length before it waits',
    edits: [
      {
        file: 'service.ts',
        find: DRAINED,
        replace: `    this.#draining = true
    const { length } = this.base.local
    await this.#writes.idle()
    return length
`
      }
    ],
    fails: [DRAIN],
    message: /covers the puts/
  },
  {
    mistake: 'drain returns the length of the view',
    edits: [
      {
        file: 'service.ts',
        find: `return this.base.local.length`,
        replace: `return this.view.core.length`
      }
    ],
    fails: [DRAIN],
    message: /no more than the \d+ blocks of this writer/
  },
  {
    mistake: 'removeWriter looks once and goes on',
    edits: [{ file: 'members.ts', find: LOOP, replace: `` }],
    fails: [BEHIND, LOAD],
    message: /ACCEPTED/
  },
  {
    mistake: 'removeWriter waits for a change before it looks',
    edits: [{ file: 'members.ts', find: FIRST_LOOK, replace: `    for await` }],
    fails: [BEHIND],
    message: /BEHIND/
  },
  {
    mistake: 'removeWriter wants more than all of it',
    edits: [{ file: 'members.ts', find: FIRST_LOOK, replace: FIRST_LOOK.replace('>=', '>') }],
    fails: [BEHIND],
    message: /BEHIND/
  },
  {
    mistake: 'BEHIND does not tell how far it is',
    edits: [
      {
        file: 'members.ts',
        find: FIRST_LOOK,
        replace: `    if (((await appliedBlocks(base, key)) ?? 0) >= length) return
    for await`
      },
      {
        file: 'members.ts',
        find: LOOP,
        replace: `    for await (const _ of changes) {
      if (((await appliedBlocks(base, key)) ?? 0) >= length) return
    }
`
      }
    ],
    fails: [BEHIND],
    message: /how far it is/
  },
  {
    mistake: 'export prints lines for a person',
    edits: [
      {
        file: 'commands.ts',
        find: COLLECT,
        replace: COLLECT.replace(
          'print(true, entries, [])',
          'print(false, entries, entries.map(entryLine))'
        )
      }
    ],
    fails: [EXPORT],
    message: /no JSON array of entries/
  },
  {
    mistake: 'export prints an object an entry',
    edits: [
      {
        file: 'commands.ts',
        find: COLLECT,
        replace: `    for await (const entry of instance.service.view.list()) print(true, entry, [])
`
      }
    ],
    fails: [EXPORT],
    message: /no JSON array of entries/
  },
  {
    mistake: 'export prints keys as the bytes of a buffer',
    edits: [
      {
        file: 'commands.ts',
        find: COLLECT,
        replace: COLLECT.replace('print(true, entries, [])', 'console.log(JSON.stringify(entries))')
      }
    ],
    fails: [EXPORT],
    message: /driveKey must be strings/
  },
  {
    mistake: 'export does not wait until the instance is open',
    edits: [
      {
        file: 'commands.ts',
        find: `    await instance.ready()
`,
        replace: ``
      }
    ],
    fails: [EXPORT],
    message: /not ready/
  },
  {
    mistake: 'export closes nothing',
    edits: [
      {
        file: 'commands.ts',
        find: `    await instance.close()
`,
        replace: ``
      }
    ],
    fails: [EXPORT],
    message: /./
  }
]
