import { styleText } from 'node:util'

import type { StepGrade } from '../grade/grade-step.ts'
import { failureLines, mark } from '../grade/render.ts'
import type { Model, ShownTest, Verdict } from './model.ts'
import { texts } from './texts.ts'

const BAR = 20

/** The step, its points and its lesson. */
export function headLines(model: Model): string[] {
  const { step, steps, lesson, address, grade, max, total } = model
  const passed = model.tests.filter(({ verdict }) => verdict === 'passed').length
  const part = grade && max > 0 ? grade.points / max : passed / Math.max(1, model.tests.length)
  const score = grade ? texts.points(grade.points, max) : texts.grading(step)
  const minutes = lesson.minutes === null ? '' : `  ${texts.aboutMinutes(lesson.minutes)}`
  return [
    styleText('bold', texts.step(step, steps.indexOf(step) + 1, steps.length)) +
      `  ${lesson.title}`,
    `${bar(part)} ${score} · ${texts.allPoints(total.points, total.max)}`,
    `${label(texts.lessonLabel)}steps/${step}/README.md${minutes}${address ? `  ${address}` : ''}`
  ]
}

/** What to do now; nothing while a run is under way. */
export function nextLines({ step, grade, tests }: Model): string[] {
  if (!grade) return []
  const { status, crash, trouble } = grade
  const advice = (text: string) => [label(texts.nextLabel) + styleText('bold', text)]
  if (status === 'done') return advice(texts.stepIsDone)
  if (status === 'unknown') return [...advice(texts.tryAgain), texts.unknownMeans]
  if (crash && !crash.hole) return advice(texts.makeLoad)
  const hole = crash?.hole ?? null
  const open = firstOpen(grade)
  const todo = hole ?? open?.hole
  if (todo) {
    const lines = [...advice(texts.task(todo.task, todo.what)), `${label('')}${todo.at ?? ''}`]
    const fresh = tests.every(({ verdict }) => verdict !== 'passed')
    return fresh ? [...lines, texts.readFirst(`steps/${step}/README.md`)] : lines
  }
  return advice(open ? texts.makeTrue(open.name) : texts.closeAll(trouble[0] ?? ''))
}

/** The tests with their verdicts; only the first reason is told in full. */
export function testLines({ tests, grade, crash }: Model): string[] {
  if (crash.length > 0) {
    return [`${sign('failed')} ${texts.cantLoad}`, ...crash.map((line) => `    ${line}`)]
  }
  const told = grade ? firstOpen(grade)?.name : tests.find(isWrong)?.name
  return [
    ...tests.flatMap((test) => testLine(test, test.name === told)),
    ...(grade?.trouble ?? []).map((text) => `${sign('failed')} ${text}`)
  ]
}

/** Sign and verdict of a test in words, for those who hear the screen. */
export function spokenLine({ name, verdict, hole }: ShownTest): string {
  const open = hole && verdict !== 'passed' ? ` (${texts.stillToDo(hole.task)})` : ''
  return `${texts.verdict[verdict]}: ${name}${open}`
}

export function typeLines({ advice }: Model): string[] {
  if (!advice) return []
  return [styleText('yellow', label(texts.typesLabel)) + advice, `${label('')}(${texts.advice})`]
}

/** The test to look at: the first by task that hasn't passed. */
function firstOpen({ tests }: StepGrade): StepGrade['tests'][number] | undefined {
  const open = tests.filter(({ verdict }) => verdict !== 'passed')
  return open.toSorted((a, b) => a.task.localeCompare(b.task))[0]
}

function testLine(test: ShownTest, inFull: boolean): string[] {
  const { name, verdict, hole, failures, comments } = test
  const open =
    hole && verdict !== 'passed' ? styleText('gray', ` (${texts.stillToDo(hole.task)})`) : ''
  const line = `${sign(verdict)} ${name}${open}`
  if (!inFull || hole || !isWrong(test)) return [line]
  return [line, ...failureLines(failures, comments)]
}

function isWrong({ verdict }: ShownTest): boolean {
  return verdict === 'failed' || verdict === 'unknown'
}

function sign(verdict: Verdict): string {
  if (verdict === 'running') return styleText('cyan', '▸')
  return mark(verdict === 'waiting' ? 'not reached' : verdict)
}

function bar(part: number): string {
  const full = Math.round(Math.min(1, part) * BAR)
  return styleText('green', '█'.repeat(full)) + styleText('gray', '░'.repeat(BAR - full))
}

function label(text: string): string {
  return text.padEnd(8)
}
