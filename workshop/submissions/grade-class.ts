import { type Grade, summarize } from '../grade/grade.ts'
import type { StepGrade } from '../grade/grade-step.ts'
import { pool } from '../grade/pool.ts'
import { maximum, readPoints } from '../grade/points.ts'
import type { Submission } from './hand-ins.ts'
import { StepGrader, type StepGraderOptions } from './step-grader.ts'

export interface SubmissionGrade {
  submission: Submission
  grade: Grade
  /** What was changed while it ran, and was not its own. */
  tampering: string[]
}

export interface ClassOptions extends Omit<StepGraderOptions, 'points'> {
  steps: string[]
  submissions: Submission[]
  /** Called when a submission is graded, in the order in which they end. */
  onGrade?: (grade: SubmissionGrade) => void
}

/** Grades submissions, each step in a process of its own, whatever one of them does. */
export async function gradeClass(options: ClassOptions): Promise<SubmissionGrade[]> {
  const { root, submissions, containment } = options
  const points = await readPoints(root)
  const steps = options.steps.filter((step) => points[step] && maximum(points[step]) > 0)
  const grader = new StepGrader({ ...options, points })
  const open = submissions.map((submission) => {
    return { submission, grades: new Map<string, StepGrade>(), tampering: [] as string[] }
  })
  const jobs = open.flatMap((place) => steps.map((step) => ({ place, step })))
  await pool(jobs, containment.jobs, async ({ place, step }) => {
    const { grade, changed } = await grader.grade(place.submission, step)
    place.grades.set(step, grade)
    place.tampering.push(...changed)
    if (place.grades.size === steps.length) options.onGrade?.(close(place))
  })
  return open.map(close)

  function close({ submission, grades, tampering }: (typeof open)[number]): SubmissionGrade {
    const inOrder = steps.flatMap((step) => grades.get(step) ?? [])
    return { submission, grade: summarize(inOrder), tampering }
  }
}
