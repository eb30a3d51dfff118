import type { WrongSolution } from '../wrong.ts'

const APPENDED = 'blocks that another instance has sent are appended here, in their order'
const REFUSED =
  'what holds more than entries is REFUSED, whoever asks, and a stranger may not ask at all'
const DRAINS = 'a writer that drains waits for what others have sent, and takes no more'
const STORED =
  'what the lead has stored is answered as it says, and what it has not is appended here'
const MEMBERS = 'a change of the members is appended here and never sent on'
const SAME = 'all instances choose the same lead, and a durable put waits for the signatures there'
const NEXT = 'while the lead rests, the next in the order is the lead'
const ITSELF = 'your instance is the lead where it comes first, and appends by itself'
const FAILS =
  'a lead that refuses, hangs or is gone costs no put, and is asked again after its rest'
const DIES = 'no answered put is lost when the lead dies with puts under way'

const WRITER = 'base/writer.ts'
const LEAD = 'net/lead.ts'
const CHECK = `    this.#checkOpen()
    // Under`
const ONLY = `if (!blocks.every(onlyEntries))`
const REMEMBER = `    this.#received = Promise.allSettled([this.#received, stored]).then(() => {})
`
const ROUTE = `blocks.every(onlyEntries) ? await this.forward?.(blocks) : null`
const OWN = `      if (b4a.equals(key, this.#swarm.keyPair.publicKey)) return null
`
const RESTS = `if (peer !== undefined && !this.#rests(peer)) return peer`
const TIMEOUT = `{ ...BYTES, timeout: TIMEOUT_MS }`
const FAILED = `      this.#failed.set(lead, performance.now())
      return null
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'A writer that drains takes blocks from others',
    edits: [{ file: WRITER, find: CHECK, replace: `    // Under` }],
    fails: [DRAINS],
    message: /a block that comes later/
  },
  {
    mistake: 'Whatever a member asks for is appended',
    edits: [{ file: WRITER, find: ONLY, replace: `if (blocks.length === 0)` }],
    fails: [REFUSED],
    message: /add-writer/
  },
  {
    mistake: 'One block of entries lets all others through',
    edits: [{ file: WRITER, find: ONLY, replace: `if (!blocks.some(onlyEntries))` }],
    fails: [REFUSED],
    message: /an entry, then add-writer/
  },
  {
    mistake: 'Only the first block is looked at',
    edits: [{ file: WRITER, find: ONLY, replace: `if (!blocks.slice(0, 1).every(onlyEntries))` }],
    fails: [REFUSED],
    message: /an entry, then add-writer/
  },
  {
    mistake: 'drain does not know what others have sent',
    edits: [{ file: WRITER, find: REMEMBER, replace: '' }],
    fails: [DRAINS],
    message: /drained at/
  },
  {
    mistake: 'What others have sent is sent on once more',
    edits: [
      {
        file: WRITER,
        find: `const stored = this.#append(blocks)`,
        replace: `const stored = this.#route(blocks)`
      }
    ],
    fails: [APPENDED, NEXT],
    message: /sent on/
  },
  {
    mistake: 'Without a lead nothing is stored',
    edits: [
      {
        file: WRITER,
        find: `return stored ?? this.#append(blocks)`,
        replace: `return stored ?? { key: this.#base.local.key, length: 0 }`
      }
    ],
    fails: [STORED, MEMBERS, ITSELF, FAILS, DIES, SAME, NEXT],
    message: /the lead has stored nothing/
  },
  {
    mistake: 'The blocks are appended here in any case',
    edits: [
      {
        file: WRITER,
        find: `return stored ?? this.#append(blocks)`,
        replace: `const own = await this.#append(blocks)
    return stored ?? own`
      }
    ],
    fails: [STORED],
    message: /your own core, when the lead has stored the entry/
  },
  {
    mistake: 'A change of the members is sent on as well',
    edits: [{ file: WRITER, find: ROUTE, replace: `await this.forward?.(blocks)` }],
    fails: [MEMBERS],
    message: /requests to the lead/
  },
  {
    mistake: 'Each instance takes any other one for the lead',
    edits: [{ file: LEAD, find: OWN, replace: '' }],
    fails: [ITSELF, NEXT],
    message: /requests that the others got|entry stands in the core/
  },
  {
    mistake: 'Each instance is its own lead',
    edits: [{ file: LEAD, find: OWN, replace: `      if (key.byteLength > 0) return null\n` }],
    fails: [SAME, FAILS, NEXT],
    message: /requests that the lead got/
  },
  {
    mistake: 'The last indexer in the order is the lead',
    edits: [
      {
        file: LEAD,
        find: `indexerKeys(this.#service.base))`,
        replace: `indexerKeys(this.#service.base).reverse())`
      }
    ],
    fails: [SAME, ITSELF, FAILS, NEXT],
    message: /requests that|the core of the lead/
  },
  {
    mistake: 'A lead that has failed is asked at each put',
    edits: [{ file: LEAD, find: RESTS, replace: `if (peer !== undefined) return peer` }],
    fails: [FAILS, NEXT],
    message: /how often the lead was asked by then/
  },
  {
    mistake: 'While the lead rests nobody else is asked',
    edits: [
      {
        file: LEAD,
        find: RESTS,
        replace: `if (peer !== undefined) return this.#rests(peer) ? null : peer`
      }
    ],
    fails: [NEXT],
    message: /requests that the next in the order got/
  },
  {
    mistake: 'A lead that has failed once is never asked again',
    edits: [
      {
        file: LEAD,
        find: FAILED,
        replace: `      this.#failed.set(lead, Infinity)
      return null
`
      }
    ],
    fails: [FAILS, NEXT],
    message: /its rest too|how often/
  },
  {
    mistake: 'The lead has all the time in the world',
    edits: [{ file: LEAD, find: TIMEOUT, replace: `{ ...BYTES }` }],
    fails: [FAILS],
    message: /never answers/
  },
  {
    mistake: 'The error of the lead reaches whoever put',
    edits: [
      {
        file: LEAD,
        find: FAILED,
        replace: `      this.#failed.set(lead, performance.now())
      throw new Error('the lead has failed')
`
      }
    ],
    fails: [FAILS, DIES, NEXT],
    message: /the lead has failed/
  },
  {
    mistake: 'The answer has the length of your own core',
    edits: [
      {
        file: LEAD,
        find: `      return { key, length }
`,
        replace: `      return { key: this.#service.localKey, length: length * 0 + key.byteLength * 0 + 1 }
`
      }
    ],
    fails: [FAILS, SAME],
    message: /./
  },
  {
    mistake: 'Blocks of others are appended one by one, the last one first',
    edits: [
      {
        file: WRITER,
        find: `const stored = this.#append(blocks)`,
        replace: `const stored = this.#append(blocks.toReversed())`
      }
    ],
    fails: [APPENDED],
    message: /llama|mistral/
  },
  {
    mistake: 'A plain writer appends by itself',
    edits: [
      {
        file: LEAD,
        find: '    for (const key of indexerKeys(this.#service.base)) {\n',
        replace:
          '    if (!this.#service.base.isIndexer) return null\n    for (const key of indexerKeys(this.#service.base)) {\n'
      }
    ],
    fails: [SAME],
    message: /a plain writer has its puts stored at the lead/
  },
  {
    mistake: 'Blocks are sent on, however many bytes they have',
    edits: [
      { file: LEAD, find: '    if (bytes.byteLength > MAX_BLOCKS) return null\n', replace: '' }
    ],
    fails: [SAME],
    message: /for a put after these/
  },
  {
    mistake: 'What the lead didn’t store is asked about once more',
    edits: [
      {
        file: 'base/writer.ts',
        find: `    return stored ?? this.#append(blocks)
`,
        replace: `    if (stored) return stored
    this.#checkOpen()
    return this.#append(blocks)
`
      }
    ],
    fails: [DRAINS],
    message: /DRAINING/
  },
  {
    mistake: 'The lead rests from when it was asked',
    edits: [
      {
        file: 'net/lead.ts',
        find: `      this.#failed.set(lead, performance.now())
`,
        replace: `      this.#failed.set(lead, asked)
`
      },
      {
        file: 'net/lead.ts',
        find: `    if (bytes.byteLength > MAX_BLOCKS) return null
`,
        replace: `    if (bytes.byteLength > MAX_BLOCKS) return null
    const asked = performance.now()
`
      }
    ],
    fails: [FAILS],
    message: /it rests from the time-out on/
  },
  {
    mistake: 'Only a lone entry is sent on',
    edits: [
      {
        file: 'base/writer.ts',
        find: `blocks.every(onlyEntries) ? await this.forward`,
        replace: `blocks.every((block) => onlyEntries(block) && decodeOperation(block)?.name !== '@registry/batch') ? await this.forward`
      },
      {
        file: 'base/writer.ts',
        find: `import { onlyEntries }`,
        replace: `import { decodeOperation, onlyEntries }`
      }
    ],
    fails: [STORED],
    message: /has told of a batch/
  },
  {
    mistake: 'A lead is kept for as long as it answers',
    edits: [
      {
        file: LEAD,
        find: RESTS,
        replace: `if (peer !== undefined && !this.#rests(peer)) return (this.#chosen = peer)`
      },
      {
        file: LEAD,
        find: `  get current(): ProtomuxRPC | null {
`,
        replace: `  #chosen: ProtomuxRPC | null = null

  get current(): ProtomuxRPC | null {
    const chosen = this.#chosen
    if (chosen !== null && !chosen.closed && !this.#rests(chosen)) return chosen
`
      }
    ],
    fails: [NEXT],
    message: /asked again once it has rested/
  },
  {
    mistake: 'An answer that can’t be decoded fails the put',
    edits: [
      {
        file: LEAD,
        find: `    try {\n      const answer =`,
        replace: `    let answer\n    try {\n      answer =`
      },
      {
        file: LEAD,
        find: `      const { key, length = 0 } = c.decode(getEncoding(response), answer)
      return { key, length }
    } catch {`,
        replace: `    } catch {`
      },
      {
        file: LEAD,
        find: `${FAILED}    }
`,
        replace: `${FAILED}    }
    const { key, length = 0 } = c.decode(getEncoding(response), answer)
    return { key, length }
`
      }
    ],
    fails: [FAILS],
    message: /bytes that mean nothing|Out of bounds/
  }
]
