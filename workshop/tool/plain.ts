import { print } from '../grade/print.ts'
import type { Model, ShownTest } from './model.ts'
import type { Display } from './screen.ts'
import { texts } from './texts.ts'
import {
  lessonLine,
  nextLines,
  outputLines,
  spokenLine,
  testLines,
  titleLine,
  typeLines,
  warningLines
} from './view.ts'

/** Lines and nothing else, each said once: for screen readers, pipes and logs. */
export class PlainDisplay implements Display {
  #last: Model | null = null
  readonly #keys: boolean

  constructor({ keys }: { keys: boolean }) {
    this.#keys = keys
  }

  update(model: Model): void {
    const last = this.#last
    this.#last = model
    const { step, grade, advice, panel } = model
    const lines: string[] = []
    if (step !== last?.step) lines.push('', titleLine(model), lessonLine(model))
    if (!grade) lines.push(...ended(model.tests, last?.step === step ? last.tests : []))
    if (grade && grade !== last?.grade) lines.push(...verdictLines(model, this.#keys))
    if (advice && advice !== last?.advice) lines.push(...typeLines(model))
    if (model.warning !== (last?.warning ?? null)) lines.push(...warningLines(model))
    if (panel && panel !== last?.panel) lines.push('', ...panel.lines)
    if (lines.length > 0) print(...lines)
  }

  scroll(): void {}

  close(): void {}
}

/** The tests that have ended since the last look. */
function ended(tests: ShownTest[], before: ShownTest[]): string[] {
  const fresh = tests.filter(({ name, verdict }) => {
    const old = before.find((test) => test.name === name)?.verdict
    return verdict !== old && verdict !== 'waiting' && verdict !== 'running'
  })
  return fresh.map(spokenLine)
}

function verdictLines(model: Model, withKeys: boolean): string[] {
  const { step, grade, max, ending } = model
  if (!grade) return []
  const reasons = testLines(model).filter((line) => model.crash.length > 0 || /^ {4}/.test(line))
  const seconds = (grade.ms / 1000).toFixed(1)
  const keys = texts.keys.map(([key = '', what]) => `${key} ${what}`).join(', ')
  return [
    `${step}: ${texts.status[grade.status]}, ${texts.points(grade.points, max)}, ${texts.graded(seconds)}`,
    ...reasons,
    ...outputLines(model),
    ...nextLines(model),
    ...ending,
    ...(withKeys ? [`${texts.plainKeys} ${keys}`] : [])
  ]
}
