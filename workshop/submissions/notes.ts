import type { Tree } from '../tool/files.ts'
import type { StepGrade } from '../grade/grade-step.ts'
import type { SubmissionGrade } from './grade-class.ts'
import { type Files, stepFiles } from './files.ts'

const LESSON = 'README.md'
const CODE = /\.[cm]?[jt]s$/
/** Nothing that a step is solved with. */
const ODD: [RegExp, string][] = [
  [/#reference\b|\/solutions\//, 'names the solutions'],
  [/['"](node:)?(inspector|v8|vm)(\/promises)?['"]/, 'reaches into the process that grades it'],
  [/\/proc\/|process\.(ppid|binding|kill)\b/, 'looks for other processes'],
  [/workshop\/grade|\.test\.ts\b|points\.json/, 'names the grader']
]
const MAX_NAMED = 3
const MAX_NOTES = 20

/** What a teacher should look at, in a sentence each. None of it changes the points. */
export function notesOn({ submission, grade, tampering }: SubmissionGrade, ours: Files): string[] {
  const { omitted, rest } = submission
  const edited = [...rest].filter(([path, bytes]) => {
    return !path.includes('/meta/') && ours.has(path) && text(bytes) !== text(ours.get(path))
  })
  const copies = grade.steps
    .map(({ step }) => step)
    .filter((step) => {
      return sameProgram(stepFiles(submission.steps, step), solutionOf(step, ours))
    })
  return [
    ...some(tampering, (names) => `changed while it ran, and not by the grader: ${names}`),
    ...some(omitted, (names) => `left out: ${names}`),
    ...some(edited.map(first), (names) => `differs from ours and was not used: ${names}`),
    ...some(copies, (names) => `the same as our solution: ${names}`),
    ...grade.steps.flatMap((step) => oddities(step, stepFiles(submission.steps, step.step), ours))
  ].slice(0, MAX_NOTES)
}

/** True if two folders have the same program: the lesson and the ends of lines don't count. */
export function sameProgram(files: Files, tree: Tree): boolean {
  const own = [...files].filter(([path]) => path !== LESSON)
  return own.length === tree.size && own.every(([path, bytes]) => tree.get(path) === text(bytes))
}

function solutionOf(step: string, ours: Files): Tree {
  const prefix = `solutions/${step}/`
  const own = [...ours].filter(([path]) => path.startsWith(prefix) && !path.endsWith(LESSON))
  return new Map(own.map(([path, bytes]) => [path.slice(prefix.length), text(bytes)]))
}

function oddities({ step }: StepGrade, files: Files, ours: Files): string[] {
  return [...files].flatMap(([path, bytes]) => {
    if (!CODE.test(path)) return []
    const own = text(bytes)
    const reference = text(ours.get(`solutions/${step}/${path}`))
    if (own === reference) return []
    const found = ODD.filter(([pattern]) => pattern.test(own) && !pattern.test(reference))
    return found.map(([, what]) => `steps/${step}/${path} ${what}`)
  })
}

function some(names: string[], say: (names: string) => string): string[] {
  if (names.length === 0) return []
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : ''
  return [say(names.slice(0, MAX_NAMED).join(', ') + more)]
}

function first([path]: [string, Buffer]): string {
  return path
}

function text(bytes: Buffer | undefined): string {
  return bytes?.toString('utf8').replaceAll('\r\n', '\n') ?? ''
}
