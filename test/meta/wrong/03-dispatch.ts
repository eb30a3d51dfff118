import type { WrongSolution } from '../wrong.ts'

const SCHEMA = 'the schema registers put-entry as an operation that carries an entry'
const ROUTED = 'put-entry is routed to the view'
const STORAGE = 'an error of the storage leaves the handler and is not skipped'
const DECODED = 'a block that holds an operation is decoded to its name and value'
const GARBAGE = 'a block that is garbage is skipped and counted, and the base lives on'
const UNKNOWN = 'a block that is an unknown operation is skipped and counted, and the base lives on'
const TRUNCATED = 'a block that is truncated is skipped and counted, and the base lives on'
const EMPTY = 'a zero-byte block leaves no trace on any peer'
const APPENDED = 'a put is appended as a put-entry operation that our peer understands'
const BATCH = 'putAll appends its entries as one batch'
const CORES = 'your peer skips the same blocks as two of our peers, block for block'
const ORDERS = 'the same puts give the same view in every order of meeting and parting'

const REGISTER = `  operations.register({ name: 'put-entry', requestType: '@registry/entry' })
`
const PUT = `    await view.put(entry)
`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'put-entry is registered before add-writer',
    edits: [
      { file: 'schema.ts', find: REGISTER, replace: '' },
      {
        file: 'schema.ts',
        find: `  operations.register({ name: 'add-writer'`,
        replace: `${REGISTER}  operations.register({ name: 'add-writer'`
      }
    ],
    fails: [SCHEMA],
    message: /operation 0 @registry\/put-entry/
  },
  {
    mistake: 'put-entry carries a writer',
    edits: [
      {
        file: 'schema.ts',
        find: `name: 'put-entry', requestType: '@registry/entry'`,
        replace: `name: 'put-entry', requestType: '@registry/writer'`
      }
    ],
    fails: [SCHEMA],
    message: /put-entry carries @registry\/entry/
  },
  {
    mistake: 'put-entry names a struct that there is not',
    edits: [
      {
        file: 'schema.ts',
        find: `name: 'put-entry', requestType: '@registry/entry'`,
        replace: `name: 'put-entry', requestType: 'entry'`
      }
    ],
    fails: [SCHEMA],
    message: /named in full/
  },
  {
    mistake: 'The handler has another name than the operation',
    edits: [
      {
        file: 'operations.ts',
        find: `router.add('@registry/put-entry'`,
        replace: `router.add('put-entry'`
      }
    ],
    fails: [ROUTED, STORAGE, GARBAGE, UNKNOWN, TRUNCATED, EMPTY, APPENDED, BATCH, CORES, ORDERS],
    message: /NONEXISTENT_ROUTE: put-entry/
  },
  {
    mistake: 'The handler does not await the put',
    edits: [
      {
        file: 'operations.ts',
        find: PUT,
        replace: `    void view.put(entry)
`
      }
    ],
    fails: [ROUTED, STORAGE, GARBAGE, UNKNOWN, TRUNCATED, EMPTY, APPENDED, BATCH, CORES, ORDERS],
    message: /Insert\/delete in progress/
  },
  {
    mistake: 'The handler flushes by itself',
    edits: [{ file: 'operations.ts', find: PUT, replace: `${PUT}    await view.flush()\n` }],
    fails: [BATCH, CORES],
    message: /block for block/
  },
  {
    mistake: 'The handler skips what the storage could not do',
    edits: [
      {
        file: 'operations.ts',
        find: PUT,
        replace: `    try {
      await view.put(entry)
    } catch {}
`
      }
    ],
    fails: [STORAGE],
    message: /no space left/
  },
  {
    mistake: 'decodeOperation lets the error of decode through',
    edits: [
      {
        file: 'operations.ts',
        find: `  try {
    return decode(block)
  } catch {
    return null
  }
`,
        replace: `  return decode(block)
`
      }
    ],
    fails: [DECODED, GARBAGE, UNKNOWN, TRUNCATED, CORES],
    message: /HANDLER_NOT_FOUND|Out of bounds/
  },
  {
    mistake: 'decodeOperation tries to decode and forgets to return it',
    edits: [
      {
        file: 'operations.ts',
        find: `    return decode(block)
  } catch {
    return null
  }
`,
        replace: `    decode(block)
  } catch {
    return null
  }
  return null
`
      }
    ],
    fails: [DECODED, GARBAGE, UNKNOWN, TRUNCATED, EMPTY, APPENDED, BATCH, CORES, ORDERS],
    message: /name\n.*put-entry.*\nundefined/
  },
  {
    mistake: 'apply passes over bad blocks without counting them',
    edits: [
      {
        file: 'apply.ts',
        find: `if (operation === null) await view.skip()
      else await`,
        replace: `if (operation !== null) await`
      }
    ],
    fails: [GARBAGE, UNKNOWN, TRUNCATED, CORES],
    message: /every peer has skipped 1 block/
  },
  {
    mistake: 'apply counts a zero-byte block as skipped',
    edits: [
      {
        file: 'apply.ts',
        find: `      if (value.byteLength === 0) continue
`,
        replace: ``
      }
    ],
    fails: [EMPTY],
    message: /every peer has skipped 0 block/
  },
  {
    mistake: 'The blocks are still JSON',
    edits: [
      {
        file: 'service.ts',
        find: `encode('@registry/put-entry', entry)`,
        replace: `Buffer.from(JSON.stringify({ op: 'put-entry', entry }))`
      }
    ],
    fails: [APPENDED, BATCH, CORES],
    message: /blocks that our peer had to skip/
  },
  {
    mistake: 'The operation is named without its namespace',
    edits: [
      {
        file: 'service.ts',
        find: `encode('@registry/put-entry', entry)`,
        replace: `encode('put-entry', entry)`
      }
    ],
    fails: [APPENDED, BATCH, CORES, ORDERS],
    message: /ROUTE_NOT_FOUND_BY_NAME: put-entry/
  },
  {
    mistake: 'putAll appends one entry after the other',
    edits: [
      {
        file: 'service.ts',
        find: `await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))`,
        replace: `for (const entry of entries) await this.base.append(encode('@registry/put-entry', entry))`
      }
    ],
    fails: [BATCH],
    message: /as of one flush/
  },
  {
    mistake: 'A peer that is no writer says nothing',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))
`,
        replace: `    if (!this.base.writable) return
    await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))
`
      }
    ],
    fails: [BATCH],
    message: /at a peer that is no writer/
  },
  {
    mistake: 'A long block is no operation',
    edits: [
      {
        file: 'operations.ts',
        find: `  try {
    return decode(block)
`,
        replace: `  if (block.byteLength > 4096) return null
  try {
    return decode(block)
`
      }
    ],
    fails: [BATCH],
    message: /./
  },
  {
    mistake: 'Only the errors that were seen are skipped',
    edits: [
      {
        file: 'operations.ts',
        find: `  } catch {
    return null`,
        replace: `  } catch (err) {
    const { code, message } = err as Error & { code?: string }
    if (code !== 'HANDLER_NOT_FOUND_BY_ID' && message !== 'Out of bounds') throw err
    return null`
      }
    ],
    fails: [GARBAGE, UNKNOWN, TRUNCATED],
    message: /uint must be between|range|safe/i
  },
  {
    mistake: 'putAll makes its appends one by one, without waiting for each',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))`,
        replace: `    const all = entries.map(async (entry) => this.base.append(encode('@registry/put-entry', entry)))
    await Promise.all(all)`
      }
    ],
    fails: [BATCH],
    message: /the other entry of that batch/
  },
  {
    mistake: 'The handler skips what it takes for useless',
    edits: [
      {
        file: 'operations.ts',
        find: PUT,
        replace: `    if (entry.name === '' || entry.type === '') await view.skip()
    else await view.put(entry)
`
      }
    ],
    fails: [ROUTED],
    message: /an entry with name ''/
  },
  {
    mistake: 'What the view holds already is not appended',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))`,
        replace: `    const blocks: Uint8Array[] = []
    for (const entry of entries) {
      const block = encode('@registry/put-entry', entry)
      const stored = await this.view.get(entry.name)
      const isSame = stored !== null && String(encode('@registry/put-entry', stored)) === String(block)
      if (!isSame) blocks.push(block)
    }
    if (!this.base.writable || blocks.length > 0) await this.base.append(blocks)`
      }
    ],
    fails: [APPENDED],
    message: /after a put of what is there already/
  },
  {
    mistake: 'Of two entries of one name in a batch the first stays',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))`,
        replace: `    const first = new Map(entries.toReversed().map((entry) => [entry.name, entry]))
    const kept = entries.filter((entry) => first.get(entry.name) === entry)
    await this.base.append(kept.map((entry) => encode('@registry/put-entry', entry)))`
      }
    ],
    fails: [BATCH],
    message: /of two with one name, the last/
  },
  {
    mistake: 'A long block is no operation',
    edits: [
      {
        file: 'operations.ts',
        find: `  try {
    return decode(block)`,
        replace: `  if (block.byteLength > 64 * 1024) return null
  try {
    return decode(block)`
      }
    ],
    fails: [BATCH],
    message: /an entry of 100,000 characters|as of one flush/
  },
  {
    mistake: 'Only a full disk is handed on',
    edits: [
      {
        file: 'operations.ts',
        find: `    await view.put(entry)`,
        replace: `    await view.put(entry).catch(async (err) => {
      if (err.code === 'ENOSPC') throw err
      await view.skip()
    })`
      }
    ],
    fails: [STORAGE],
    message: /where storing fails with "i\/o error"/
  },
  {
    mistake: 'An entry without a name is no operation',
    edits: [
      {
        file: 'operations.ts',
        find: `    return decode(block)`,
        replace: `    const operation = decode(block)
    return 'name' in operation.value && operation.value.name === '' ? null : operation`
      }
    ],
    fails: [DECODED],
    message: /decodeOperation of/
  }
]
