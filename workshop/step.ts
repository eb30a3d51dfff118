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
const verb = HELP.has(first) ? '' : first

/** Verbs that are for nothing if what they say is forgotten. */
const KEPT = new Set(['next', 'goto', 'predict'])
const LEVEL = /^[1-3]$/
const LETTER = /^[a-h]$/

const VERBS: Record<string, (words: string[]) => Promise<string[]>> = {
  list: () => list(root),
  next: async () => go(await stepAfter(root, await currentStep(root))),
  goto: async ([word]) => go(await named(word)),
  hint: async (words) => {
    const [step, level] = await split(words, LEVEL)
    return hint(root, step, { level: level ? Number(level) : undefined })
  },
  diff: async ([word]) => diff(root, await stepOf(word)),
  solve: async ([word]) => solve(root, await stepOf(word)),
  reset: async ([word]) => reset(root, await stepOf(word)),
  catchup: async ([word]) => catchUp(root, await named(word)),
  undo: () => undo(root),
  predict: async (words) => {
    const [step, letter] = await split(words, LETTER)
    return letter ? predict(root, step, letter) : ask(root, step)
  },
  sheet: ([start]) => sheet(root, start)
}

try {
  const run = VERBS[verb]
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
async function split(words: string[], wanted: RegExp): Promise<[string, string | undefined]> {
  const [first, second] = words
  if (first !== undefined && wanted.test(first)) return [await currentStep(root), first]
  if (second !== undefined && !wanted.test(second)) throw new Error(texts.noOption(second))
  return [await stepOf(first), second]
}
