import { fileURLToPath } from 'node:url'

import { listSteps, pickSteps } from './grade/layout.ts'
import { print } from './grade/print.ts'
import { hint } from './tool/hints.ts'
import { catchUp, reset, solve, undo } from './tool/overwrite.ts'
import { ask, predict } from './tool/predict.ts'
import { currentStep, goTo, stepAfter } from './tool/progress.ts'
import { diff, list, sheet } from './tool/show.ts'
import { whyUnkept } from './tool/state.ts'
import { texts } from './tool/texts.ts'

const WRONG = 1
const HELP = new Set(['help', '--help', '-h'])
const root = fileURLToPath(new URL('..', import.meta.url))
const [first = '', ...words] = process.argv.slice(2)
// Whoever asks what a verb does has not asked for it.
const verb = [first, ...words].some((word) => HELP.has(word)) ? '' : first

/** Verbs that are for nothing if what they say is forgotten. */
const KEPT = new Set(['next', 'goto', 'predict'])
const LEVEL = /^[1-3]$/
const LETTER = /^[a-h]$/i
/** How many words the verbs take; the others: one. */
const WORDS: Record<string, number> = { list: 0, next: 0, undo: 0, hint: 2, predict: 2 }

const VERBS: Record<string, (words: string[]) => Promise<string[]>> = {
  list: () => list(root),
  next: async () => go(await stepAfter(root, await currentStep(root))),
  goto: async ([word]) => go(await named(word)),
  hint: async (words) => {
    const [step, level] = await split(words, LEVEL, texts.noLevel)
    return hint(root, step, { level: level ? Number(level) : undefined })
  },
  diff: async ([word]) => diff(root, await stepOf(word)),
  solve: async ([word]) => solve(root, await stepOf(word)),
  reset: async ([word]) => reset(root, await stepOf(word)),
  catchup: async ([word]) => catchUp(root, await named(word)),
  undo: () => undo(root),
  predict: async (words) => {
    const [step, letter] = await split(words, LETTER, texts.noOption)
    return letter ? predict(root, step, letter.toLowerCase()) : ask(root, step)
  },
  sheet: ([start]) => sheet(root, start)
}

try {
  const run = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
  const extra = run && words[WORDS[verb] ?? 1]
  if (extra !== undefined) throw new Error(texts.extraWord(verb, extra))
  print(...(run ? await run(words) : [...(verb ? [texts.noVerb(verb)] : []), ...texts.verbs]))
  if (!run && verb) process.exitCode = WRONG
  const reason = whyUnkept(root)
  if (reason !== null) {
    print(texts.notKept(reason))
    if (KEPT.has(verb)) process.exitCode = WRONG
  }
} catch (error) {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = WRONG
}

async function go(step: string | null): Promise<string[]> {
  if (!step) return [texts.lastStep]
  await goTo(root, step)
  return [texts.nowOn(step)]
}

/** The step that a word means, the current one without a word. */
async function stepOf(word?: string): Promise<string> {
  return word === undefined ? currentStep(root) : named(word)
}

/** The step that a word means, which must be there. */
async function named(word?: string): Promise<string> {
  if (word === undefined) throw new Error(texts.needsStep(verb))
  const [step = ''] = pickSteps(await listSteps(root), [word])
  return step
}

/** A step and what is wanted of it; either may be missing. */
async function split(
  words: string[],
  wanted: RegExp,
  wrong: (word: string) => string
): Promise<[string, string | undefined]> {
  const [first, second] = words
  if (first !== undefined && wanted.test(first)) return [await currentStep(root), first]
  if (second !== undefined && !wanted.test(second)) throw new Error(wrong(second))
  return [await stepOf(first), second]
}
