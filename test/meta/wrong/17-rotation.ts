import type { WrongSolution } from '../wrong.ts'

const STATUS =
  'status tells how many blocks of each indexer are here, and for how long it has been silent'
const CLOCK = 'status answers, and no silence is below 0, when the wall clock is set back an hour'
const ROTATE =
  'one of three is lost: status names it, it goes out, a new one comes in, and readers follow'

const file = 'base/silence.ts'
const HEARD = `      if (heard?.length !== length) this.#heard.set(id, { length, at })
`
const SILENCE = `silence: Math.round(performance.now() - at)`

/** Its status has no members. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'Every look gives a new time',
    edits: [{ file, find: HEARD, replace: `      this.#heard.set(id, { length, at })\n` }],
    fails: [STATUS, CLOCK, ROTATE],
    message: /the silence of our peer grows/
  },
  {
    mistake: 'Only the first look gives a time',
    edits: [{ file, find: HEARD, replace: HEARD.replace('heard?.length !== length', '!heard') }],
    fails: [STATUS, CLOCK, ROTATE],
    message: /ms before its block/
  },
  {
    mistake: 'The length is kept and the time of the last growth is not',
    edits: [{ file, find: HEARD, replace: HEARD.replace('at })', 'at: heard?.at ?? at })') }],
    fails: [STATUS, CLOCK, ROTATE],
    message: /ms before its block/
  },
  {
    mistake: 'Silence counts from 1970',
    edits: [{ file, find: `? this.#started : performance`, replace: `? 0 : performance` }],
    fails: [STATUS, CLOCK],
    message: /since the start/
  },
  {
    mistake: 'Times are kept under another name than they are looked up by',
    edits: [
      {
        file,
        find: `      const id = IdEnc.encode(key)
`,
        replace: `      const id = IdEnc.encode(key).toUpperCase()
`
      }
    ],
    fails: [STATUS, CLOCK, ROTATE],
    message: /ms before its block/
  },
  {
    mistake: 'Silence is told by the wall clock',
    edits: [
      {
        file,
        find: `  readonly #started = performance.now()`,
        replace: `  readonly #started = Date.now()`
      },
      { file, find: `this.#started : performance.now()`, replace: `this.#started : Date.now()` },
      { file, find: SILENCE, replace: SILENCE.replace('performance', 'Date') }
    ],
    fails: [CLOCK],
    message: /a silence of -|not be encoded|INTERNAL/
  },
  {
    mistake: 'The time of the last block is told, and not how long ago that is',
    edits: [{ file, find: SILENCE, replace: `silence: Math.round(at)` }],
    fails: [STATUS, CLOCK, ROTATE],
    message: /the silence of our peer grows/
  },
  {
    mistake: 'Silence is told with fractions of a millisecond',
    edits: [{ file, find: SILENCE, replace: `silence: performance.now() - at` }],
    fails: [CLOCK],
    message: /a silence of \d+\.\d/
  },
  {
    mistake: 'Only the others are listed',
    edits: [
      {
        file,
        find: `return this.#indexers().map(`,
        replace: `const { local } = this.#base
    const others = this.#indexers().filter(({ key }) => IdEnc.encode(key) !== IdEnc.encode(local.key))
    return others.map(`
      }
    ],
    fails: [STATUS, CLOCK, ROTATE],
    message: /your own peer is among the members/
  },
  {
    mistake: 'Everybody who was ever heard of is listed, though it was rotated out',
    edits: [
      {
        file,
        find: `return this.#indexers().map(({ key, length }) => {`,
        replace: `return [...this.#heard].map(([id, { length }]) => {
      const key = IdEnc.decode(id)`
      }
    ],
    fails: [CLOCK, ROTATE],
    message: /the indexers that status lists/
  },
  {
    mistake: 'A silence is at most a minute',
    edits: [
      {
        file,
        find: SILENCE,
        replace: `${SILENCE.replace('Math.round', 'Math.min(60_000, Math.round')})`
      }
    ],
    fails: [CLOCK],
    message: /your code gives .*silence: 60000/
  },
  {
    mistake: 'A silence of a month is cut to 32 bits',
    edits: [{ file, find: SILENCE, replace: `silence: Math.round(performance.now() - at) | 0` }],
    fails: [CLOCK],
    message: /silence/
  },
  {
    mistake: 'The time is taken before the look',
    edits: [
      {
        file: 'base/silence.ts',
        find: `  list(): RegistryMember[] {
    this.#look()
`,
        replace: `  list(): RegistryMember[] {
    const now = performance.now()
    this.#look()
`
      },
      {
        file: 'base/silence.ts',
        find: `silence: Math.round(performance.now() - at)`,
        replace: `silence: Math.round(now - at)`
      }
    ],
    fails: [CLOCK],
    message: /that no update has told of/
  }
]
