import type { WrongSolution } from '../wrong.ts'

const BROKEN = 'an entry that breaks a rule is refused with INVALID_ENTRY and the name of the field'
const LIMITS = 'an entry at its limits is accepted'
const SKIPPED = 'a broken entry that a careless writer appends is skipped by apply'
const LIVES = 'whatever goes wrong in a handler, the caller gets a code and the server lives'
const REQUESTS = 'a request that is too large or cannot be decoded is refused, and the server lives'
const STORED = 'an entry that is put over RPC is stored, and the answer tells where it stands'
const TOGETHER = 'puts that come together are stored in order, each with an answer of its own'
const NOT_WRITABLE = 'an instance that is not a writer answers NOT_WRITABLE at once'
const SIGNED = 'a durable put is answered when a majority has signed it'
const NOT_YET =
  'a durable put without a majority is NOT_SIGNED_YET, and is signed once a majority is back'

const EMPTY = `    if (entry[field].length === 0) return { field, problem: 'must not be empty' }
`
const OWN = `        if (err instanceof RegistryError) throw err
`
const ANSWER = `return c.encode(getEncoding(response), await handler(decode(request, bytes)))`
const PUT = `return service.put(request.entry, request)`
const LOOK = `    if ((await signedBlocks(base)) >= length) return
    for`
const AGAIN = `for await (const _ of changes) if ((await signedBlocks(base)) >= length) return`

/** An entry at its limits is as good as any other, where there are none. */
export const before = [
  BROKEN,
  SKIPPED,
  LIVES,
  REQUESTS,
  STORED,
  TOGETHER,
  NOT_WRITABLE,
  SIGNED,
  NOT_YET
]

export const wrong: WrongSolution[] = [
  {
    mistake: 'An empty name is accepted',
    edits: [{ file: 'entry.ts', find: EMPTY, replace: `` }],
    fails: [BROKEN, SKIPPED, TOGETHER],
    message: /an empty name/
  },
  {
    mistake: 'Owner and description may be as long as they like',
    edits: [
      {
        file: 'entry.ts',
        find: `['name', 'type', 'owner', 'description'] as const`,
        replace: `['name', 'type'] as const`
      }
    ],
    fails: [BROKEN, SKIPPED],
    message: /an owner of 2001 characters/
  },
  {
    mistake: 'At most 200 is read as fewer than 200',
    edits: [{ file: 'entry.ts', find: `.length > limit`, replace: `.length >= limit` }],
    fails: [LIMITS],
    message: /INVALID_ENTRY: name/
  },
  {
    mistake: 'A description may have no line breaks',
    edits: [
      {
        file: 'entry.ts',
        find: `    const limit = LIMITS[field]
`,
        replace: `    const limit = LIMITS[field]
    if (CONTROL.test(entry[field] ?? '')) {
      return { field, problem: 'must have no control characters' }
    }
`
      }
    ],
    fails: [LIMITS],
    message: /description must have no control characters/
  },
  {
    mistake: 'Nothing is caught',
    edits: [
      {
        file: 'rpc.ts',
        find: `        throw RegistryError.INTERNAL(err)`,
        replace: `        throw err`
      }
    ],
    fails: [LIVES],
    message: /TypeError: oops/
  },
  {
    mistake: 'The answer is encoded outside of the try',
    edits: [
      {
        file: 'rpc.ts',
        find: `      try {
        ${ANSWER}
      }`,
        replace: `      let answer
      try {
        answer = await handler(decode(request, bytes))
      }`
      },
      {
        file: 'rpc.ts',
        find: `        throw RegistryError.INTERNAL(err)
      }
`,
        replace: `        throw RegistryError.INTERNAL(err)
      }
      return c.encode(getEncoding(response), answer)
`
      }
    ],
    fails: [LIVES],
    message: /an answer that cannot be encoded/
  },
  {
    mistake: 'The handler is not awaited inside of the try',
    edits: [
      {
        file: 'rpc.ts',
        find: ANSWER,
        replace: `const answer = handler(decode(request, bytes))
        return answer.then((value) => c.encode(getEncoding(response), value))`
      }
    ],
    fails: [LIVES],
    message: /oops/
  },
  {
    mistake: 'Every error becomes INTERNAL',
    edits: [{ file: 'rpc.ts', find: OWN, replace: `` }],
    fails: [REQUESTS, TOGETHER, NOT_WRITABLE, NOT_YET],
    message: /expected: 'NOT_WRITABLE'|NOT_WRITABLE/
  },
  {
    mistake: 'The options of a put are dropped',
    edits: [{ file: 'rpc.ts', find: PUT, replace: `return service.put(request.entry)` }],
    fails: [SIGNED, NOT_YET],
    message: /NOT_SIGNED_YET/
  },
  {
    mistake: 'Every put waits for the majority',
    edits: [
      { file: 'rpc.ts', find: PUT, replace: `return service.put(request.entry, { durable: true })` }
    ],
    fails: [STORED, NOT_YET],
    message: /an answer promises no signature/
  },
  {
    mistake: 'The answer does not wait for the put',
    edits: [
      {
        file: 'rpc.ts',
        find: PUT,
        replace: `void service.put(request.entry, request)
    return { length: service.base.local.length + 1 }`
      }
    ],
    fails: [STORED, TOGETHER, NOT_WRITABLE, SIGNED, NOT_YET],
    message: /NOT_WRITABLE/
  },
  {
    mistake: 'A durable put does not look before it waits',
    edits: [{ file: 'signed.ts', find: LOOK, replace: `    for` }],
    fails: [SIGNED],
    message: /NOT_SIGNED_YET: stored by this writer/
  },
  {
    mistake: 'A durable put takes any change for a signature',
    edits: [{ file: 'signed.ts', find: AGAIN, replace: `for await (const _ of changes) return` }],
    fails: [SIGNED],
    message: /the view is signed to its end/
  },
  {
    mistake: 'A durable put compares with the signed length of the base',
    edits: [
      {
        file: 'signed.ts',
        find: LOOK,
        replace: `    if (base.signedLength >= length) return
    for`
      }
    ],
    fails: [SIGNED, NOT_YET],
    message: /NOT_SIGNED_YET/
  },
  {
    mistake: 'The log is not told of what went wrong',
    edits: [{ file: 'rpc.ts', find: `        warn(err)\n`, replace: `` }],
    fails: [LIVES],
    message: /errors that the log was told of/
  }
]
