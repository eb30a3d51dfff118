import type { WrongSolution } from '../wrong.ts'

const APPLIED = 'a batch is applied in order, and a block with one operation is still valid'
const BAD = 'a bad operation in a batch is skipped and counted alone'
const REFUSED = 'a batch in a batch, and a batch of more than 256 operations, are refused as one'
const PACKED = 'operations go into as few blocks as they fit into, in order'
const MEANWHILE = 'what arrives while a block is stored goes into the next one, in order'
const ANSWERS = 'each caller gets the answer to its own put: when it is stored, or why it is not'
const SYNCED = 'a put is answered when its block is on the disk, and not before'
const UNSYNCED =
  'a disk that does not sync is reported to the caller, and the next put is tried again'
const TOGETHER = 'puts that come together share blocks, in order, each with an answer of its own'
const EQUAL = 'your peer and ours have equal views, whatever the order in which they meet'

const UNPACK = `  return operations.length > MAX_OPERATIONS ? [null] : operations.map(decodeOperation)
`
const TAKE = `    const writes = this.#take()
`
const APPEND = `      const length = await this.#append(pack(writes.flatMap(({ operations }) => operations)))
      for (const { resolve } of writes) resolve(length)
`
const REJECT = `      for (const { reject } of writes) reject(err)
`
const SYNC = `    await syncLogs(store.storage.rocks.path)
`
const STORE = `    await base.append(blocks)
    const { length } = base.local
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'A batch may be of any length',
    edits: [
      {
        file: 'operations.ts',
        find: UNPACK,
        replace: `  return operations.map(decodeOperation)
`
      }
    ],
    fails: [REFUSED],
    message: /skipped with the batch of 257/
  },
  {
    mistake: 'Each operation of a batch that is too long is skipped',
    edits: [
      {
        file: 'operations.ts',
        find: UNPACK,
        replace: `  return operations.map((each) => (operations.length > MAX_OPERATIONS ? null : decodeOperation(each)))
`
      }
    ],
    fails: [REFUSED],
    message: /skipped with the batch of 257/
  },
  {
    mistake: 'A batch of exactly 256 is refused',
    edits: [
      {
        file: 'operations.ts',
        find: `operations.length > MAX_OPERATIONS`,
        replace: `operations.length >= MAX_OPERATIONS`
      }
    ],
    fails: [REFUSED, TOGETHER],
    message: /the last of a batch of 256/
  },
  {
    mistake: 'A batch in a batch is unpacked, too',
    edits: [
      {
        file: 'operations.ts',
        find: `operations.map(decodeOperation)`,
        replace: `operations.flatMap(operationsIn)`
      }
    ],
    fails: [REFUSED],
    message: /an operation of the inner batch/
  },
  {
    mistake: 'What can not be decoded in a batch is left out',
    edits: [
      {
        file: 'operations.ts',
        find: `operations.map(decodeOperation)`,
        replace: `operations.map(decodeOperation).filter((each) => each !== null)`
      }
    ],
    fails: [BAD, REFUSED],
    message: /skipped by your peer/
  },
  {
    mistake: 'One bad operation refuses the whole batch',
    edits: [
      {
        file: 'operations.ts',
        find: UNPACK,
        replace: `  const decoded = operations.map(decodeOperation)
  return operations.length > MAX_OPERATIONS || decoded.includes(null) ? [null] : decoded
`
      }
    ],
    fails: [BAD, REFUSED],
    message: /skipped by your peer/
  },
  {
    mistake: 'A block with one operation is taken for a batch that is broken',
    edits: [
      {
        file: 'operations.ts',
        find: `if (operation?.name !== '@registry/batch') return [operation]`,
        replace: `if (operation?.name !== '@registry/batch') return [null]`
      }
    ],
    fails: [APPLIED, BAD, REFUSED, SYNCED, UNSYNCED, TOGETHER, EQUAL],
    message: /your peer|waited/
  },
  {
    mistake: 'Each operation gets a block of its own',
    edits: [
      {
        file: 'base/writes.ts',
        find: `  return batches.map(toBlock)
`,
        replace: `  return operations
`
      }
    ],
    fails: [PACKED, MEANWHILE, ANSWERS, TOGETHER],
    message: /513 small operations: blocks/
  },
  {
    mistake: 'A new block goes on with the old meter',
    edits: [
      {
        file: 'base/writes.ts',
        find: `    fits = meter()
    fits([operation])
`,
        replace: `    fits([operation])
`
      }
    ],
    fails: [PACKED, ANSWERS],
    message: /513 small operations: blocks/
  },
  {
    mistake: 'The first operation of a block is not counted',
    edits: [
      {
        file: 'base/writes.ts',
        find: `    fits([operation])
`,
        replace: ``
      }
    ],
    fails: [PACKED, ANSWERS],
    message: /513 small operations: all are there/
  },
  {
    mistake: 'Each write is appended alone, in turn',
    edits: [
      {
        file: 'base/writes.ts',
        find: TAKE,
        replace: `    const writes = this.#waiting.splice(0, 1)
`
      }
    ],
    fails: [MEANWHILE, ANSWERS, TOGETHER],
    message: /appends for one put, and five that came meanwhile/
  },
  {
    mistake: 'The next append does not wait for the one before',
    edits: [
      {
        file: 'base/writes.ts',
        find: APPEND,
        replace: `      this.#append(pack(writes.flatMap(({ operations }) => operations))).then(
        (length) => writes.forEach(({ resolve }) => resolve(length)),
        (err) => writes.forEach(({ reject }) => reject(err))
      )
`
      }
    ],
    fails: [MEANWHILE, ANSWERS],
    message: /appends at the same time|underWay/
  },
  {
    mistake: 'A caller is answered before its block is stored',
    edits: [
      {
        file: 'base/writes.ts',
        find: APPEND,
        replace: `      for (const { resolve } of writes) resolve(0)
      await this.#append(pack(writes.flatMap(({ operations }) => operations)))
`
      }
    ],
    fails: [ANSWERS, SYNCED, UNSYNCED, TOGETHER],
    message: /told while nothing is stored yet/
  },
  {
    mistake: 'An append that fails ends the queue',
    edits: [
      {
        file: 'base/writes.ts',
        find: REJECT,
        replace: `      for (const { reject } of writes) reject(err)
      throw err
`
      }
    ],
    fails: [ANSWERS, UNSYNCED],
    message: /the disk is full|EIO/
  },
  {
    mistake: 'An append that fails is told to all that wait',
    edits: [
      {
        file: 'base/writes.ts',
        find: REJECT,
        replace: `      for (const { reject } of [...writes, ...this.#waiting.splice(0)]) reject(err)
`
      }
    ],
    fails: [ANSWERS],
    message: /the third append has begun/
  },
  {
    mistake: 'An append that fails is told to nobody',
    edits: [{ file: 'base/writes.ts', find: REJECT, replace: `        void err\n` }],
    fails: [ANSWERS, UNSYNCED],
    message: /all have an answer/
  },
  {
    mistake: 'The disk is not synced',
    edits: [{ file: 'base/disk.ts', find: SYNC, replace: `` }],
    fails: [SYNCED, UNSYNCED],
    message: /the put is answered before the disk is synced/
  },
  {
    mistake: 'Nobody waits for the sync',
    edits: [
      {
        file: 'base/disk.ts',
        find: SYNC,
        replace: `    void syncLogs(store.storage.rocks.path)
`
      }
    ],
    fails: [SYNCED, UNSYNCED],
    message: /the put is answered (before the disk is synced|while the sync goes on)/
  },
  {
    mistake: 'The disk is synced before the append',
    edits: [{ file: 'base/disk.ts', find: `${STORE}${SYNC}`, replace: `${SYNC}${STORE}` }],
    fails: [SYNCED],
    message: /the block is stored before the sync begins/
  },
  {
    mistake: 'A disk that does not sync is passed over',
    edits: [
      {
        file: 'base/disk.ts',
        find: SYNC,
        replace: `    await syncLogs(store.storage.rocks.path).catch(() => {})
`
      }
    ],
    fails: [UNSYNCED],
    message: /what the caller is told/
  },
  {
    mistake: 'The answer is the length of the base, not that of the writer',
    edits: [
      {
        file: 'base/disk.ts',
        find: `const { length } = base.local
`,
        replace: `const { length } = base
`
      }
    ],
    fails: [TOGETHER],
    message: /the last answer is the length of your writer’s core/
  },
  {
    mistake: 'Only what is an operation counts towards the 256',
    edits: [
      {
        file: 'operations.ts',
        find: `  return operations.length > MAX_OPERATIONS ? [null] : operations.map(decodeOperation)
`,
        replace: `  const decoded = operations.map(decodeOperation)
  const count = decoded.filter((each) => each !== null).length
  return count > MAX_OPERATIONS ? [null] : decoded
`
      }
    ],
    fails: [REFUSED],
    message: /most of which are no operations|too many are one null/
  },
  {
    mistake: 'The disk is synced while the block is appended',
    edits: [
      {
        file: 'base/disk.ts',
        find: `    await base.append(blocks)
    const { length } = base.local
    await syncLogs(store.storage.rocks.path)
    return length
`,
        replace: `    await Promise.all([base.append(blocks), syncLogs(store.storage.rocks.path)])
    return base.local.length
`
      }
    ],
    fails: [SYNCED],
    message: /blocks of your writer when the sync began/
  },
  {
    mistake: 'The length is reckoned before the append',
    edits: [
      {
        file: 'base/disk.ts',
        find: `    await base.append(blocks)
    const { length } = base.local
`,
        replace: `    const length = base.local.length + blocks.length
    await base.append(blocks)
`
      }
    ],
    fails: [SYNCED],
    message: /with another block in between/
  },
  {
    mistake: 'A batch of other programs is skipped for its bytes',
    edits: [
      {
        file: 'operations.ts',
        find: UNPACK,
        replace: `  if (block.byteLength > 256 * 1024) return [null]\n${UNPACK}`
      }
    ],
    fails: [REFUSED],
    message: /of a batch of 400 KB/
  }
]
