import type { WrongSolution } from '../wrong.ts'

const NEXT = 'only the version above the one in use is announced; every other is refused'
const REASON =
  'a program that knows less than what is announced halts, and its reason names both versions'
const APPLY = 'with a newer version in use, apply halts before it applies anything'
const START =
  'started with a program that is too old, a service ends with HALTED and leaves nothing open'
const HALTS = 'a peer that is too old halts at the announcement; it reads, and the others go on'
const NOBODY = 'a plain writer, and a number out of the blue, halt nobody: all peers skip the same'
const ANNOUNCE =
  'upgrade announces the next version that this program knows, and nothing if it knows none'

const STEP = `    // One step at a time: a number out of the blue would halt every peer for good.
    if (announced !== (await draft.version()) + 1) {
      throw RegistryError.REFUSED(\`version \${announced} is not the next one\`)
    }
`
const HALT = 'if (announced > version) draft.interrupt(tooOld(announced, version))'
const COMPARE = 'if (inUse > version) host.interrupt(tooOld(inUse, version))'
const START_UP = `    if (inUse > this.#version) {
      await this._close()
      throw RegistryError.HALTED(tooOld(inUse, this.#version))
    }
`
const IN_USE = 'if (halted === null && version >= this.#version) return version'

export const before = [NEXT, REASON, APPLY, START, HALTS, NOBODY, ANNOUNCE]

export const wrong: WrongSolution[] = [
  {
    mistake: 'Any higher version may be announced',
    edits: [
      {
        file: 'operations.ts',
        find: 'if (announced !== (await draft.version()) + 1) {',
        replace: 'if (announced <= (await draft.version())) {'
      }
    ],
    fails: [NEXT, REASON, NOBODY],
    message: /3, with version 1 in use/
  },
  {
    mistake: 'Whatever is announced last is in use',
    edits: [{ file: 'operations.ts', find: STEP, replace: '' }],
    fails: [NEXT, REASON, NOBODY],
    message: /3, with version 1 in use/
  },
  {
    mistake: 'It halts before it looks whether the number is the next one',
    edits: [
      { file: 'operations.ts', find: `    ${HALT}\n`, replace: '' },
      { file: 'operations.ts', find: STEP, replace: `    ${HALT}\n${STEP}` }
    ],
    fails: [NEXT, REASON, NOBODY],
    message: /9007199254740991, with version 1 in use/
  },
  {
    mistake: 'Any writer may announce a version',
    edits: [
      {
        file: 'operations.ts',
        find: `async ({ announced }, draft) => {
    await checkIndexer(draft)
`,
        replace: `async ({ announced }, draft) => {
`
      }
    ],
    fails: [REASON, NOBODY],
    message: /from a writer that is not an indexer/
  },
  {
    mistake: 'An announcement that is too new is skipped like garbage',
    edits: [
      {
        file: 'operations.ts',
        find: 'draft.interrupt(tooOld(announced, version))',
        replace: 'throw RegistryError.REFUSED(tooOld(announced, version))'
      }
    ],
    fails: [REASON, HALTS],
    message: /version 3, which it does not know: REFUSED/
  },
  {
    mistake: 'It halts at its own version too',
    edits: [
      {
        file: 'operations.ts',
        find: 'if (announced > version)',
        replace: 'if (announced >= version)'
      }
    ],
    fails: [REASON, HALTS, ANNOUNCE],
    message: /version 2, which it knows/
  },
  {
    mistake: 'It halts, and takes the version for one that it knows',
    edits: [{ file: 'operations.ts', find: `    ${HALT}\n`, replace: '' }],
    fails: [REASON, HALTS],
    message: /version 3, which it does not know: done/
  },
  {
    mistake: 'The reason confuses the two versions',
    edits: [
      {
        file: 'operations.ts',
        find: 'draft.interrupt(tooOld(announced, version))',
        replace: 'draft.interrupt(tooOld(version, announced))'
      }
    ],
    fails: [REASON],
    message: /each in its place/
  },
  {
    mistake: 'What is stored is the version of this program, not the one that was announced',
    edits: [
      {
        file: 'operations.ts',
        find: 'draft.announce(announced)',
        replace: 'draft.announce(version)'
      }
    ],
    fails: [NEXT, ANNOUNCE],
    message: /after 2/
  },
  {
    mistake: 'The version in use is read, and never compared',
    edits: [{ file: 'apply.ts', find: COMPARE, replace: 'if (inUse < 1) return' }],
    fails: [APPLY],
    message: /program 1, with version 2 in use: done/
  },
  {
    mistake: 'A program that is newer than the version in use halts too',
    edits: [{ file: 'apply.ts', find: 'if (inUse > version)', replace: 'if (inUse !== version)' }],
    fails: [APPLY, HALTS, ANNOUNCE],
    message: /program 3, with version 2 in use: halted/
  },
  {
    mistake: 'The blocks are left out, and the base goes on',
    edits: [{ file: 'apply.ts', find: COMPARE, replace: 'if (inUse > version) return' }],
    fails: [APPLY],
    message: /program 1, with version 2 in use: done/
  },
  {
    mistake: 'A constant is compared, not the version that this base was made with',
    edits: [
      { file: 'apply.ts', find: COMPARE, replace: COMPARE.replaceAll('version)', 'VERSION)') }
    ],
    fails: [APPLY, HALTS, ANNOUNCE],
    message: /program 3, with version 2 in use: halted/
  },
  {
    mistake: 'Versions are compared only before the first run',
    edits: [
      {
        file: 'apply.ts',
        find: `  return async (nodes`,
        replace: `  let first = true
  return async (nodes`
      },
      {
        file: 'apply.ts',
        find: COMPARE,
        replace: `${COMPARE.replace('inUse >', 'first && inUse >')}
    first = false`
      }
    ],
    fails: [APPLY],
    message: /a later run, with version 2 in use: done/
  },
  {
    mistake: 'apply halts without a reason',
    edits: [
      {
        file: 'apply.ts',
        find: 'host.interrupt(tooOld(inUse, version))',
        replace: "host.interrupt('too old')"
      }
    ],
    fails: [APPLY],
    message: /it names both versions/
  },
  {
    mistake: 'At the start the two versions are confused',
    edits: [
      {
        file: 'service.ts',
        find: 'tooOld(inUse, this.#version)',
        replace: 'tooOld(this.#version, inUse)'
      }
    ],
    fails: [START],
    message: /each version in its place/
  },
  {
    mistake: 'At the start nobody looks at the version',
    edits: [{ file: 'service.ts', find: START_UP, replace: '    if (inUse < 1) return\n' }],
    fails: [START],
    message: /your program, which knows version 1/
  },
  {
    mistake: 'The start fails, and leaves the base open',
    edits: [
      {
        file: 'service.ts',
        find: START_UP,
        replace: START_UP.replace('      await this._close()\n', '')
      }
    ],
    fails: [START],
    message: /its base is closed/
  },
  {
    mistake: 'An instance announces one version more than it knows',
    edits: [
      {
        file: 'service.ts',
        find: '{ announced: version + 1 }',
        replace: '{ announced: version + 2 }'
      }
    ],
    fails: [ANNOUNCE],
    message: /the version in use/
  },
  {
    mistake: 'It announces its own version, also where another comes before it',
    edits: [
      {
        file: 'service.ts',
        find: '{ announced: version + 1 }',
        replace: '{ announced: this.#version }'
      }
    ],
    fails: [ANNOUNCE],
    message: /two versions ahead|the version in use/
  },
  {
    mistake: 'It announces whatever comes next, also what it does not know',
    edits: [{ file: 'service.ts', find: `    ${IN_USE}\n`, replace: '' }],
    fails: [ANNOUNCE],
    message: /what upgrade\(\) of program 1 returns/
  },
  {
    mistake: 'It announces a version that is in use already',
    edits: [
      { file: 'service.ts', find: IN_USE, replace: '' },
      {
        file: 'service.ts',
        find: '{ announced: version + 1 }',
        replace: '{ announced: this.#version }'
      }
    ],
    fails: [ANNOUNCE],
    message: /a block is appended by program 1/
  },
  {
    mistake: 'One that has halted says that its own version is in use',
    edits: [{ file: 'service.ts', find: 'halted === null && ', replace: '' }],
    fails: [ANNOUNCE],
    message: /once it has halted/
  },
  {
    mistake: 'An instance that may not write announces nothing, in silence',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.#write([encode('@registry/upgrade', { announced: version + 1 })])
`,
        replace: `    const operation = encode('@registry/upgrade', { announced: version + 1 })
    if (this.base.writable || this.base.interrupted) await this.#write([operation])
`
      }
    ],
    fails: [ANNOUNCE],
    message: /an instance that may not write/
  },
  {
    mistake: 'What it has announced once counts as announced, stored or not',
    edits: [
      {
        file: 'service.ts',
        find: `    await this.#write([encode('@registry/upgrade', { announced: version + 1 })])
    return version + 1
`,
        replace: `    const asked = this as { announced?: boolean }
    if (asked.announced && !this.base.interrupted) return version + 1
    asked.announced = true
    await this.#write([encode('@registry/upgrade', { announced: version + 1 })])
    return version + 1
`
      }
    ],
    fails: [ANNOUNCE],
    message: /for the second time/
  },
  {
    mistake: 'The announcement waits for a majority',
    edits: [
      {
        file: 'service.ts',
        find: `{ announced: version + 1 })])`,
        replace: `{ announced: version + 1 })], { durable: true, timeout: 2000 })`
      }
    ],
    fails: [ANNOUNCE],
    message: /NOT_SIGNED_YET/
  }
]
