import type { WrongSolution } from '../wrong.ts'

const IN_TIME = 'what a majority signs in time is never behind'
const CUT = 'what was cut back waits for nothing'
const LIMITS = 'a majority is behind from the limits on, and not before'
const NOBODY = 'without a majority nothing is held back, and with one it is again'
const SAME = 'at every look it says what the reference would'
const WAITS =
  'puts wait while a majority is behind, and go on at the update with which it no longer is'
const ENDS = 'a put waits for so long and no longer, and leaves nothing behind'
const GONE = 'with the others gone, puts go on'

const file = 'base/pressure.ts'
const SIGNED = 'if (isNew) this.#signed = { length: signedLength, since }'
const NEXT =
  'if (!waits || !isThere) this.#waiting = signedLength < length ? { length, since } : null'
const SOME = 'if (this.#waiting === null || length - signedLength < MIN_BLOCKS) return false'
const WHEN = 'return now - this.#waiting.since > MAX_AGE_MS && now - this.#signed.since < NOBODY_MS'
const LOOP = 'while (!signal.aborted && this.look()) {'
const ONCE = "await once(this.#base, 'update', { signal }).catch(safetyCatch)"

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The time of the signed length is set at every look',
    edits: [{ file, find: SIGNED, replace: 'this.#signed = { length: signedLength, since }' }],
    fails: [NOBODY, SAME],
    message: /30 s after it/
  },
  {
    mistake: 'The time of the signed length is never set again',
    edits: [{ file, find: SIGNED, replace: 'this.#signed.length = signedLength' }],
    fails: [CUT, LIMITS, NOBODY, SAME, WAITS, ENDS],
    message: /a look 200 ms later/
  },
  {
    mistake: 'A growing view begins to wait anew at each look',
    edits: [
      {
        file,
        find: NEXT,
        replace: `${NEXT}
    if (waits && isThere && this.#waiting!.length < length) this.#waiting = { length, since }`
      }
    ],
    fails: [CUT, NOBODY, SAME, WAITS],
    message: /a look 200 ms later/
  },
  {
    mistake: 'What waits is forgotten only when all is signed',
    edits: [
      {
        file,
        find: 'signedLength < this.#waiting.length',
        replace: 'signedLength < length'
      }
    ],
    fails: [IN_TIME, SAME],
    message: /signed after 500 ms/
  },
  {
    mistake: 'A length that was cut back goes on waiting',
    edits: [{ file, find: 'if (!waits || !isThere)', replace: 'if (!waits)' }],
    fails: [CUT, SAME],
    message: /a look 500 ms later/
  },
  {
    mistake: 'The number of unsigned blocks alone decides',
    edits: [{ file, find: WHEN, replace: 'return now - this.#signed.since < NOBODY_MS' }],
    fails: [IN_TIME, CUT, LIMITS, SAME],
    message: /signed after 500 ms/
  },
  {
    mistake: 'Age alone decides, however few blocks wait',
    edits: [{ file, find: SOME, replace: 'if (this.#waiting === null) return false' }],
    fails: [LIMITS, SAME],
    message: /511 blocks/
  },
  {
    mistake: 'One block more is needed than MIN_BLOCKS',
    edits: [{ file, find: 'signedLength < MIN_BLOCKS', replace: 'signedLength <= MIN_BLOCKS' }],
    fails: [LIMITS, SAME],
    message: /512 blocks are unsigned: behind/
  },
  {
    mistake: 'A second is too long already',
    edits: [{ file, find: 'since > MAX_AGE_MS', replace: 'since >= MAX_AGE_MS' }],
    fails: [LIMITS, SAME],
    message: /for 600 ms/
  },
  {
    mistake: 'Without a majority every put waits',
    edits: [{ file, find: ' && now - this.#signed.since < NOBODY_MS', replace: '' }],
    fails: [NOBODY, SAME],
    message: /30 s after it/
  },
  {
    mistake: 'Thirty seconds without a signature still count as a majority',
    edits: [{ file, find: 'since < NOBODY_MS', replace: 'since <= NOBODY_MS' }],
    fails: [NOBODY, SAME],
    message: /30 s after it/
  },
  {
    mistake: 'One wait, whatever the update has brought',
    edits: [{ file, find: LOOP, replace: 'if (this.look()) {' }],
    fails: [WAITS, ENDS],
    message: /signed nothing more/
  },
  {
    mistake: 'It waits as long as a majority is behind',
    edits: [
      { file, find: LOOP, replace: 'while (this.look()) {' },
      { file, find: ONCE, replace: "await once(this.#base, 'update')" }
    ],
    fails: [WAITS, ENDS],
    message: /./
  },
  {
    mistake: 'It waits for the first update without a look',
    edits: [
      {
        file,
        find: LOOP,
        replace: `${ONCE}
    ${LOOP}`
      }
    ],
    fails: [WAITS],
    message: /nothing is unsigned/
  },
  {
    mistake: 'It waits for its whole time, whatever happens meanwhile',
    edits: [
      {
        file,
        find: ONCE,
        replace: 'await new Promise((resolve) => setTimeout(resolve, HOLD_MS))'
      }
    ],
    fails: [WAITS, ENDS],
    message: /with which all is signed/
  },
  {
    mistake: 'The end of the wait is thrown at who puts',
    edits: [{ file, find: '.catch(safetyCatch)', replace: '' }],
    fails: [WAITS, ENDS, GONE],
    message: /./
  },
  {
    mistake: 'A listener stays behind after each wait',
    edits: [
      {
        file,
        find: ONCE,
        replace: `await new Promise<void>((resolve) => {
        this.#base.on('update', () => resolve())
        signal.addEventListener('abort', () => resolve())
      })`
      }
    ],
    fails: [WAITS, ENDS],
    message: /listeners/
  },
  {
    mistake: 'Each update begins the wait anew',
    edits: [
      { file, find: LOOP, replace: 'while (this.look()) {' },
      {
        file,
        find: ONCE,
        replace: `try {
        await once(this.#base, 'update', { signal: AbortSignal.timeout(HOLD_MS) })
      } catch {
        return
      }`
      }
    ],
    fails: [ENDS],
    message: /./
  },
  {
    mistake: 'All calls share the time of the first',
    edits: [
      {
        file,
        find: 'const signal = AbortSignal.timeout(HOLD_MS)',
        replace: 'const signal = (SHARED.signal ??= AbortSignal.timeout(HOLD_MS))'
      },
      {
        file,
        find: 'export class Pressure {',
        replace: `const SHARED: { signal?: AbortSignal } = {}
export class Pressure {`
      }
    ],
    fails: [ENDS],
    message: /waits/
  },
  {
    mistake: 'A signed length that falls is not noted',
    edits: [
      {
        file,
        find: 'signedLength !== this.#signed.length ||',
        replace: 'signedLength > this.#signed.length ||'
      }
    ],
    fails: [SAME],
    message: /./
  },
  {
    mistake: 'The listener is there before the first look, and stays where nobody is behind',
    edits: [
      {
        file,
        find: 'const signal = AbortSignal.timeout(HOLD_MS)',
        replace: `const signal = AbortSignal.timeout(HOLD_MS)
    this.#base.once('update', () => {})`
      }
    ],
    fails: [WAITS],
    message: /that it has left behind/
  },
  {
    mistake: 'An error of the base is thrown at who puts',
    edits: [
      {
        file,
        find: '.catch(safetyCatch)',
        replace: `.catch((err) => {
        if (err.name !== 'AbortError') throw err
      })`
      }
    ],
    fails: [WAITS],
    message: /meanwhile/
  },
  {
    mistake: 'The time of the signed length stands still while all is signed',
    edits: [
      {
        file: 'base/pressure.ts',
        find: `signedLength !== this.#signed.length || signedLength === length`,
        replace: `signedLength !== this.#signed.length`
      }
    ],
    fails: [NOBODY],
    message: /a burst after a minute in which all was signed/
  }
]
