import { runStep } from '../grade/run-step.ts'
import { readState, updateState } from './state.ts'
import { texts } from './texts.ts'

interface Hinted {
  name: string
  hints: string[]
}

export interface HintOptions {
  /** 1 to 3; without it, one stronger than the last for the same test. */
  level?: number
  /** The step's tests, if they are known. */
  declared?: Hinted[]
}

/** A hint for the first test that has not passed. */
export async function hint(
  root: string,
  step: string,
  { level: wanted, declared = [] }: HintOptions = {}
): Promise<string[]> {
  const state = await readState(root)
  const hinted = declared.some(({ hints }) => hints.length > 0)
  const tests = hinted ? declared : await readDeclared(root, step)
  const open = state.open[step]
  const test = open ? tests.find(({ name }) => name === open[0]) : tests[0]
  if (!test) return [tests.length > 0 ? texts.noHint : texts.noHints(step)]

  const id = `${step}#${tests.indexOf(test) + 1}`
  const all = test.hints.length
  const seen = state.help.hints[id] ?? 0
  const level = Math.min(wanted ?? seen + 1, all)
  await updateState(root, ({ help }) => {
    help.hints[id] = Math.max(help.hints[id] ?? 0, level)
  })
  const shown = test.hints.slice(0, level).map((text, n) => `${n + 1}. ${text}`)
  const more = level < all ? texts.moreHints : texts.noMoreHints
  return [texts.hintTitle(level, all, test.name), ...shown, more]
}

/** What a step's tests declare. The reference always loads, and is stopped before it runs. */
async function readDeclared(root: string, step: string): Promise<Hinted[]> {
  const controller = new AbortController()
  let declared: Hinted[] = []
  await runStep(step, {
    root,
    target: 'solutions',
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type !== 'ready') return
      declared = event.tests
      controller.abort()
    }
  })
  return declared
}
