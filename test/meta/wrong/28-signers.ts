import type { WrongSolution } from '../wrong.ts'

const MAJORITY = 'as many indexers sign as make a majority, the greatest keys first'
const STILL = 'a signer signs at every look at a view that stands still'
const PACED = 'while entries come in, a signer leaves some looks between two null blocks'
const LULL = 'a look that appended nothing is followed by one at which it may'
const UNNEEDED = 'an indexer that is not needed leaves signing to the signers'
const ALIVE = 'an indexer that is not needed shows once in a while that it is alive'
const STANDS_IN =
  'it stands in once a signer is silent and nothing is signed, until that one is back'
const LEFT = 'one that has left the signers is not waited for'
const SAME = 'at every look it does what the reference would'

const file = 'base/acks.ts'
const SORT = `[...indexers].sort((a, b) => b4a.compare(b.core.key, a.core.key))`
const TAKE = `byKey.slice(0, Math.floor(indexers.length / 2) + 1)`
const TURN = `    if (!this.#isSigner() && !this.#standsIn() && this.#unheard < SIGN_OF_LIFE) return
`
const GROWS = `if (this.#grows && this.#looks < this.#last + PACE) return`
const APPENDED = `if (this.#base.local.length > length) this.#last = this.#looks`
const SILENT = `const silent = signers.filter((id) => tooOld(this.#heard.get(id)?.look))`
const NOTE = `if (tooOld(this.#signed.look)) for (const id of silent) this.#gone.add(id)`
const STANDS = `return signers.some((id) => this.#gone.has(id))`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'Half of the indexers sign, which is no majority of four',
    edits: [{ file, find: TAKE, replace: `byKey.slice(0, Math.ceil(indexers.length / 2))` }],
    fails: [MAJORITY],
    message: /keys of/
  },
  {
    mistake: 'Two sign, however many there are',
    edits: [{ file, find: TAKE, replace: `byKey.slice(0, 2)` }],
    fails: [MAJORITY, STILL, STANDS_IN, SAME],
    message: /keys of/
  },
  {
    mistake: 'The smallest keys sign, so the lead does not',
    edits: [
      {
        file,
        find: SORT,
        replace: `[...indexers].sort((a, b) => b4a.compare(a.core.key, b.core.key))`
      }
    ],
    fails: [MAJORITY, STILL, PACED, LULL, UNNEEDED, ALIVE, STANDS_IN, LEFT, SAME],
    message: /keys of/
  },
  {
    mistake: 'The first ones of the list sign, in whatever order it has',
    edits: [{ file, find: SORT, replace: `[...indexers]` }],
    fails: [MAJORITY, STILL, UNNEEDED, ALIVE, STANDS_IN, LEFT, SAME],
    message: /keys of/
  },
  {
    mistake: 'The list of Autobase itself is sorted',
    edits: [{ file, find: `[...indexers].sort(`, replace: `(indexers as Indexer[]).sort(` }],
    fails: [MAJORITY],
    message: /the list it was given/
  },
  {
    mistake: 'Every indexer signs, as it did before this step',
    edits: [{ file, find: TURN, replace: `` }],
    fails: [UNNEEDED, ALIVE, STANDS_IN, LEFT, SAME],
    message: /indexer 4 was asked to sign/
  },
  {
    mistake: 'One that is no signer never signs, and looks dead to the others',
    edits: [{ file, find: ` && this.#unheard < SIGN_OF_LIFE`, replace: `` }],
    fails: [ALIVE, SAME],
    message: /null blocks of indexer 4/
  },
  {
    mistake: 'Nobody stands in',
    edits: [{ file, find: ` && !this.#standsIn()`, replace: `` }],
    fails: [STANDS_IN, LEFT, SAME],
    message: /it signs soon after that/
  },
  {
    mistake: 'A null block at every look, however fast entries come in',
    edits: [{ file, find: GROWS, replace: `if (this.#grows && PACE < 0) return` }],
    fails: [PACED, SAME],
    message: /looks at which a growing view got a null block/
  },
  {
    mistake: 'Nothing is signed while entries come in',
    edits: [{ file, find: GROWS, replace: `if (this.#grows) return` }],
    fails: [PACED, LULL, ALIVE, SAME],
    message: /null block|asked/
  },
  {
    mistake: 'The pace holds for a view that stands still as well',
    edits: [{ file, find: GROWS, replace: `if (this.#looks < this.#last + PACE) return` }],
    fails: [STILL, STANDS_IN, SAME],
    message: /asked|looks at which it signs/
  },
  {
    mistake: 'Asking counts as signing, so the next block waits',
    edits: [{ file, find: APPENDED, replace: `if (length >= 0) this.#last = this.#looks` }],
    fails: [LULL],
    message: /the first look at which one helps/
  },
  {
    mistake: 'One look more than the pace',
    edits: [{ file, find: `this.#last + PACE`, replace: `this.#last + PACE + 1` }],
    fails: [PACED, SAME],
    message: /looks at which a growing view got a null block/
  },
  {
    mistake: 'It stands in whenever a signer is silent, with nothing to sign',
    edits: [{ file, find: NOTE, replace: `for (const id of silent) this.#gone.add(id)` }],
    fails: [STANDS_IN, SAME],
    message: /look|asked/
  },
  {
    mistake: 'It stands in whenever signing is slow, with all signers at work',
    edits: [{ file, find: SILENT, replace: `const silent = signers` }],
    fails: [UNNEEDED, ALIVE, SAME],
    message: /indexer 4 was asked to sign/
  },
  {
    mistake: 'It waits until all signers are silent',
    edits: [
      {
        file,
        find: `if (tooOld(this.#signed.look)) for`,
        replace: `if (tooOld(this.#signed.look) && silent.length === signers.length) for`
      }
    ],
    fails: [STANDS_IN, LEFT, SAME],
    message: /it signs soon after that/
  },
  {
    mistake: 'Any silent indexer counts, one that does not sign as well',
    edits: [
      {
        file,
        find: `const signers = signersOf(this.#base).map(`,
        replace: `const signers = this.#base.linearizer.indexers.map(`
      }
    ],
    fails: [UNNEEDED, ALIVE, STANDS_IN, LEFT, SAME],
    message: /indexer 4 was asked to sign/
  },
  {
    mistake: 'It begins a look too early',
    edits: [
      { file, find: `this.#looks - look > PATIENCE`, replace: `this.#looks - look >= PATIENCE` }
    ],
    fails: [STANDS_IN, SAME],
    message: /how often it was asked to sign in 40 looks/
  },
  {
    mistake: 'It leaves off at the first signature, and each put waits anew',
    edits: [
      { file, find: STANDS, replace: `return tooOld(this.#signed.look) && silent.length > 0` }
    ],
    fails: [STANDS_IN, SAME],
    message: /looks at which it signs/
  },
  {
    mistake: 'Of two that are gone, the first alone is noted',
    edits: [
      { file, find: `for (const id of silent)`, replace: `for (const id of silent.slice(0, 1))` }
    ],
    fails: [STANDS_IN, SAME],
    message: /5 is still gone/
  },
  {
    mistake: 'It waits for the blocks of one that was removed',
    edits: [{ file, find: STANDS, replace: `return signers.length > 0 && this.#gone.size > 0` }],
    fails: [LEFT],
    message: /once 7 is removed/
  }
]
