import { fileURLToPath } from 'node:url'

import { listSteps, pickSteps } from './grade/layout.ts'
import { print } from './grade/print.ts'
import { hint } from './tool/hints.ts'
import { catchUp, reset, solve, undo } from './tool/overwrite.ts'
import { ask, predict } from './tool/predict.ts'
import { currentStep, goTo, stepAfter } from './tool/progress.ts'
import { diff, list, sheet } from './tool/show.ts'
import { texts } from './tool/texts.ts'

const WRONG = 1
const root = fileURLToPath(new URL('..', import.meta.url))
const [verb = '', ...words] = process.argv.slice(2)

/** Gets the rest of the words, a step first where one was named. */
type Verb = (words: string[]) => Promise<string[]>

const VERBS: Record<string, Verb> = {
  list: () => list(root),
  next: async () => go(await stepAfter(root, await currentStep(root))),
  goto: async (words) => go((await stepOf(words, true))[0]),
  hint: async (words) => {
    const [step, [level]] = await stepOf(words)
    return hint(root, step, { level: level ? Number(level) : undefined })
  },
  diff: async (words) => diff(root, (await stepOf(words))[0]),
  solve: async (words) => solve(root, (await stepOf(words))[0]),
  reset: async (words) => reset(root, (await stepOf(words))[0]),
  catchup: async (words) => catchUp(root, (await stepOf(words, true))[0]),
  undo: () => undo(root),
  predict: async (words) => {
    const [step, [letter]] = await stepOf(words)
    return letter ? predict(root, step, letter) : ask(root, step)
  },
  sheet: ([start]) => sheet(root, start)
}

try {
  const run = VERBS[verb]
  print(...(run ? await run(words) : [...(verb ? [texts.noVerb(verb)] : []), ...texts.verbs]))
  if (!run && verb) process.exitCode = WRONG
} catch (error) {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = WRONG
}

async function go(step: string | null): Promise<string[]> {
  if (!step) return [texts.lastStep]
  await goTo(root, step)
  return [texts.nowOn(step)]
}

/** The step that the first word names, else the current one, and the words that are left. */
async function stepOf(words: string[], needed = false): Promise<[string, string[]]> {
  const [word, ...rest] = words
  if (word && /^\d\d/.test(word)) {
    const [step = ''] = pickSteps(await listSteps(root), [word])
    return [step, rest]
  }
  if (needed && word) return [pickSteps(await listSteps(root), [word])[0] ?? '', rest]
  if (needed) throw new Error(texts.needsStep(verb))
  return [await currentStep(root), words]
}
