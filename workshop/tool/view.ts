import { styleText } from 'node:util'

import { type StepGrade, nextHole } from '../grade/grade-step.ts'
import { failureLines, lastLines, mark } from '../grade/render.ts'
import type { Model, ShownTest, Verdict } from './model.ts'
import { texts } from './texts.ts'

const BAR = 20

/** The step, its points and its lesson. */
export function headLines(model: Model): string[] {
  const { step, grade, max, total } = model
  const passed = model.tests.filter(({ verdict }) => verdict === 'passed').length
  const part = grade && max > 0 ? grade.points / max : passed / Math.max(1, model.tests.length)
  const score = grade ? texts.points(grade.points, max) : texts.grading(step)
  const all = texts.allPoints(total.points, total.max)
  return [titleLine(model), `${bar(part)} ${score} · ${all}`, lessonLine(model)]
}

export function titleLine({ step, steps, lesson }: Model): string {
  const place = texts.step(step, steps.indexOf(step) + 1, steps.length)
  return `${styleText('bold', place)}  ${lesson.title}`
}

export function lessonLine({ step, lesson, address }: Model): string {
  const minutes = lesson.minutes === null ? [] : [texts.aboutMinutes(lesson.minutes)]
  const parts = [`steps/${step}/README.md`, ...minutes, ...(address ? [address] : [])]
  return label(texts.lessonLabel) + parts.join('  ')
}

/** What to do now; nothing while a run is under way. */
export function nextLines(model: Model): string[] {
  const { step, grade, tests, lesson } = model
  if (!grade) return []
  const { status, crash, trouble, hasHoles } = grade
  if (status === 'done') return model.untried ? exploreLines(model) : advice(texts.stepIsDone)
  if (status === 'unknown') return [...advice(texts.tryAgain), texts.unknownMeans]
  if (crash && !crash.hole) return advice(texts.makeLoad)
  const wrong = firstWrong(grade)
  if (wrong && !hasHoles) return [...advice(texts.sayWhy(wrong.name)), texts.orReset]
  const todo = nextHole(grade)
  if (todo && !(wrong && wrong.task <= todo.task)) {
    const lines = [...advice(texts.task(todo.task, todo.what)), `${label('')}${todo.at ?? ''}`]
    const fresh = tests.every(({ verdict }) => verdict !== 'passed')
    if (!fresh) return lines
    const predict = lesson.question ? [texts.predictFirst] : []
    return [...lines, texts.readFirst(`steps/${step}/README.md`), ...predict]
  }
  return advice(wrong ? texts.makeTrue(wrong.name) : texts.closeAll(trouble[0] ?? ''))
}

export function warningLines({ warning }: Model): string[] {
  return warning ? [styleText('yellow', warning)] : []
}

/** For a step that ships solved: green says nothing yet of what was understood. */
function exploreLines({ step, lesson }: Model): string[] {
  const predict = lesson.question ? [texts.predictOnceRead] : []
  return [...advice(texts.explore(`steps/${step}/README.md`)), texts.shipsSolved, ...predict]
}

function advice(text: string): string[] {
  return [label(texts.nextLabel) + styleText('bold', text)]
}

/** The tests with their verdicts; only the first reason is told in full. */
export function testLines({ tests, grade, crash }: Model): string[] {
  if (crash.length > 0) {
    return [`${sign('failed')} ${texts.cantLoad}`, ...crash.map((line) => `    ${line}`)]
  }
  const told = grade ? firstWrong(grade)?.name : tests.find(isWrong)?.name
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

/** The end of what the learner's code printed, while it is not done. */
export function outputLines({ grade }: Model): string[] {
  const last = grade && grade.status !== 'done' ? lastLines(grade.output) : []
  if (last.length === 0) return []
  return [texts.itPrinted, ...last.map((line) => styleText('gray', `    ${line}`))]
}

export function typeLines({ advice, crash }: Model): string[] {
  if (!advice || crash.length > 0) return []
  return [styleText('yellow', label(texts.typesLabel)) + advice, `${label('')}(${texts.advice})`]
}

/** The first test by task that failed for another reason than a hole. */
function firstWrong({ tests, crash }: StepGrade): StepGrade['tests'][number] | undefined {
  // A hole that stops the loading stops all tests.
  if (crash) return undefined
  const wrong = tests.filter(({ verdict, hole }) => verdict !== 'passed' && !hole)
  return wrong.toSorted((a, b) => a.task.localeCompare(b.task))[0]
}

function testLine(test: ShownTest, inFull: boolean): string[] {
  const { name, verdict, hole, failures, comments } = test
  const open =
    hole && verdict !== 'passed' ? styleText('gray', ` (${texts.stillToDo(hole.task)})`) : ''
  const line = `${sign(verdict)} ${name}${open}`
  if (!inFull || !isWrong(test)) return [line]
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
