import type { WrongSolution } from '../wrong.ts'

const RULES = 'an entry that breaks a rule has a problem, which names the field'
const LIMITS = 'an entry at its limits breaks no rule'
const REFUSED = 'put refuses a broken entry with INVALID_ENTRY and the field, and appends nothing'
const NFC = 'a name that looks like another is refused: only the normal form NFC may be put'
const SKIPPED = 'a broken entry that a careless writer appends is skipped by apply'
const APPLIED = 'apply stores a name in another normal form: that rule is for put alone'
const STORED = 'an entry that is put over RPC is stored, and the answer tells where it stands'
const TOGETHER = 'requests that come together each get an answer of their own'
const LIVES = 'whatever goes wrong in a method, the caller gets a code and the server lives'
const REQUESTS = 'a request that is too large or cannot be decoded is refused, and the server lives'
const NOT_WRITABLE = 'an instance that is not a writer answers NOT_WRITABLE at once'
const DURABLE =
  'a durable put over RPC waits for the majority; without one it is NOT_SIGNED_YET, and stored'

const ENTRY = 'entry.ts'
const RPC = 'net/rpc.ts'
const METHODS = 'net/methods.ts'
const EMPTY = `    if (text.length === 0) return { field, problem: 'must not be empty' }
`
const BLANK = `    if (text !== text.trim()) return { field, problem: 'must not begin or end with a blank' }
`
const NORMAL = `  if (entry.name !== entry.name.normalize('NFC') || HIDDEN.test(entry.name)) {
    throw RegistryError.INVALID_ENTRY('name', 'must be in the normal form NFC, all of it visible')
  }
`
const OWN = `    if (err instanceof RegistryError) throw err
`
const RUN = `    const response = await method.run(parts, decode(method.request, bytes))
`
const ENCODE = `    return c.encode(getEncoding(method.response), response)
`
const INTERNAL = `    throw RegistryError.INTERNAL(err)
`
const PUT = `service.put(entry, options)`

/** It lacks a file that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'An empty name is accepted',
    edits: [{ file: ENTRY, find: EMPTY, replace: `` }],
    fails: [RULES, REFUSED, SKIPPED, TOGETHER],
    message: /an empty name/
  },
  {
    mistake: 'Blanks at the ends are accepted',
    edits: [{ file: ENTRY, find: BLANK, replace: `` }],
    fails: [RULES, LIMITS, REFUSED, NFC, SKIPPED, APPLIED],
    message: /a name that begins with a blank/
  },
  {
    mistake: 'Any blank is refused',
    edits: [
      {
        file: ENTRY,
        find: BLANK,
        replace: `    if (/\\s/.test(text)) return { field, problem: 'must not have blanks' }\n`
      }
    ],
    fails: [LIMITS],
    message: /an inner blank/
  },
  {
    mistake: 'Only the name is looked at for control characters',
    edits: [
      {
        file: ENTRY,
        find: `if (CONTROL.test(text)) return`,
        replace: `if (field === 'name' && CONTROL.test(text)) return`
      }
    ],
    fails: [RULES, REFUSED, SKIPPED],
    message: /a type with a terminal’s escape/
  },
  {
    mistake: 'Owner and description may be as long as they like',
    edits: [
      {
        file: ENTRY,
        find: `['name', 'type', 'owner', 'description'] as const`,
        replace: `['name', 'type'] as const`
      }
    ],
    fails: [RULES, REFUSED, SKIPPED],
    message: /an owner of 2001 characters/
  },
  {
    mistake: 'At most 200 is read as fewer than 200',
    edits: [{ file: ENTRY, find: `.length > limit`, replace: `.length >= limit` }],
    fails: [LIMITS, REFUSED, REQUESTS],
    message: /the longest texts/
  },
  {
    mistake: 'Bytes are counted, not characters',
    edits: [
      {
        file: ENTRY,
        find: `(entry[field] ?? '').length > limit`,
        replace: `Buffer.byteLength(entry[field] ?? '') > limit`
      }
    ],
    fails: [LIMITS, REFUSED, REQUESTS],
    message: /the longest texts/
  },
  {
    mistake: 'Half of a pair in a description is let through',
    edits: [{ file: ENTRY, find: `HALF_PAIR.test(entry[field] ?? '')`, replace: `false` }],
    fails: [RULES, LIMITS, NFC],
    message: /a description with half of a pair/
  },
  {
    mistake: 'A description may have no line breaks',
    edits: [
      {
        file: ENTRY,
        find: `    const limit = LIMITS[field]
`,
        replace: `    const limit = LIMITS[field]
    if (CONTROL.test(entry[field] ?? '')) {
      return { field, problem: 'must have no control characters' }
    }
`
      }
    ],
    fails: [LIMITS, REFUSED, REQUESTS],
    message: /the longest texts/
  },
  {
    mistake: 'The field is not named',
    edits: [
      {
        file: ENTRY,
        find: `throw RegistryError.INVALID_ENTRY(broken.field, broken.problem)`,
        replace: `throw new RegistryError('INVALID_ENTRY', broken.problem)`
      }
    ],
    fails: [REFUSED, TOGETHER],
    message: /an empty name/
  },
  {
    mistake: 'Names that look alike are accepted',
    edits: [{ file: ENTRY, find: NORMAL, replace: `` }],
    fails: [NFC],
    message: /e and an accent/
  },
  {
    mistake: 'Apply asks for the normal form, too',
    edits: [
      {
        file: ENTRY,
        find: `    if (text.length === 0)`,
        replace: `    if (text !== text.normalize('NFC')) return { field, problem: 'must be in NFC' }
    if (text.length === 0)`
      }
    ],
    fails: [APPLIED],
    message: /skipped blocks/
  },
  {
    mistake: 'Apply stores what put would refuse',
    edits: [
      {
        file: 'operations.ts',
        find: `    if (problemIn(entry) !== null) return view.skip()\n`,
        replace: ``
      }
    ],
    fails: [SKIPPED],
    message: /skipped blocks/
  },
  {
    mistake: 'Apply leaves a broken entry out and does not count it',
    edits: [
      {
        file: 'operations.ts',
        find: `if (problemIn(entry) !== null) return view.skip()`,
        replace: `if (problemIn(entry) !== null) return`
      }
    ],
    fails: [SKIPPED],
    message: /skipped blocks/
  },
  {
    mistake: 'What a method throws goes out as it is',
    edits: [{ file: RPC, find: INTERNAL, replace: `    throw err\n` }],
    fails: [LIVES],
    message: /TypeError: oops|CHANNEL_DESTROYED/
  },
  {
    mistake: 'Any error with a code goes out, also one of the disk',
    edits: [
      {
        file: RPC,
        find: OWN,
        replace: `    if (err instanceof Error && 'code' in err) throw err\n`
      }
    ],
    fails: [LIVES],
    message: /an error with a code that is not ours/
  },
  {
    mistake: 'The answer is encoded outside of the try',
    edits: [
      {
        file: RPC,
        find: `  try {\n${RUN}${ENCODE}`,
        replace: `  let response\n  try {\n${RUN.replace('const ', '')}`
      },
      { file: RPC, find: INTERNAL, replace: `${INTERNAL}  }\n${ENCODE.slice(2)}  {\n` }
    ],
    fails: [LIVES],
    message: /an answer that cannot be encoded/
  },
  {
    mistake: 'The method is not awaited inside of the try',
    edits: [
      { file: RPC, find: RUN, replace: RUN.replace('await ', '') },
      {
        file: RPC,
        find: ENCODE,
        replace: `    return response.then((value) => c.encode(getEncoding(method.response), value))\n`
      }
    ],
    fails: [LIVES],
    message: /oops|CHANNEL_DESTROYED/
  },
  {
    mistake: 'Every error becomes INTERNAL',
    edits: [{ file: RPC, find: OWN, replace: `` }],
    fails: [TOGETHER, REQUESTS, NOT_WRITABLE, DURABLE],
    message: /NOT_WRITABLE/
  },
  {
    mistake: 'The log is not told of what went wrong',
    edits: [{ file: RPC, find: `    parts.service.emit('warning', err)\n`, replace: `` }],
    fails: [LIVES],
    message: /errors that the log was told of/
  },
  {
    mistake: 'The answer is encoded as the request',
    edits: [
      {
        file: RPC,
        find: `c.encode(getEncoding(method.response), response)`,
        replace: `c.encode(getEncoding(method.request), response as never)`
      }
    ],
    fails: [STORED, TOGETHER, LIVES, REQUESTS, DURABLE],
    message: /INTERNAL/
  },
  {
    mistake: 'The options of a put are dropped',
    edits: [{ file: METHODS, find: PUT, replace: `service.put(entry)` }],
    fails: [DURABLE],
    message: /two online/
  },
  {
    mistake: 'Every put waits for the majority',
    edits: [
      {
        file: METHODS,
        find: PUT,
        replace: `service.put(entry, { durable: true, ...{ timeout: options.timeout } })`
      }
    ],
    fails: [STORED, LIVES, REQUESTS],
    message: /an answer promises no signature/
  },
  {
    mistake: 'A llama counts as one character',
    edits: [
      {
        file: 'entry.ts',
        find: `    if ((entry[field] ?? '').length > limit) {`,
        replace: `    if ([...(entry[field] ?? '')].length > limit) {`
      }
    ],
    fails: [LIMITS],
    message: /length counts 202/
  },
  {
    mistake: 'Names may have what nobody sees',
    edits: [{ file: ENTRY, find: ` || HIDDEN.test(entry.name)`, replace: `` }],
    fails: [NFC],
    message: /part of which nobody sees/
  },
  {
    mistake: 'Names must be in the form NFKC',
    edits: [
      {
        file: 'entry.ts',
        find: `entry.name !== entry.name.normalize('NFC')`,
        replace: `entry.name !== entry.name.normalize('NFKC')`
      }
    ],
    fails: [NFC],
    message: /though not NFKC/
  },
  {
    mistake: 'The log is told of each mistake of a caller',
    edits: [
      {
        file: 'net/rpc.ts',
        find: `    if (err instanceof RegistryError) throw err
    // The RPC layer lets a TypeError kill the process: nothing but our own errors may pass.
    parts.service.emit('warning', err)
`,
        replace: `    parts.service.emit('warning', err)
    if (err instanceof RegistryError) throw err
`
      }
    ],
    fails: [LIVES],
    message: /it is nothing to tell the log/
  },
  {
    mistake: 'Blanks at the end do not count',
    edits: [
      {
        file: ENTRY,
        find: `(entry[field] ?? '').length > limit`,
        replace: `(entry[field] ?? '').trim().length > limit`
      }
    ],
    fails: [RULES],
    message: /2,001 characters, of which two are blanks/
  },
  {
    mistake: 'The requests of a connection wait for each other',
    edits: [
      {
        file: RPC,
        find: `    rpc.respond(name, BYTES, (bytes) => answer(method, parts, bytes))`,
        replace: `    rpc.respond(name, BYTES, (bytes) => {
      const reply = last.then(() => answer(method, parts, bytes))
      last = reply.catch(() => {})
      return reply
    })`
      },
      {
        file: RPC,
        find: `  for (const [name, method] of Object.entries(methods)) {`,
        replace: `  let last: Promise<unknown> = Promise.resolve()\n  for (const [name, method] of Object.entries(methods)) {`
      }
    ],
    fails: [TOGETHER],
    message: /a put behind one that waits/
  }
]
