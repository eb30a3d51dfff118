import type { Case, Scope } from './support/case.ts'
import { classIsCurrent } from './grade/class.ts'
import { inTurn } from './tools.ts'

/** The grading of submissions: honest, broken and hostile ones. */
export async function grade({ root }: Scope): Promise<Case[]> {
  return [await classIsCurrent(root), ...(await inTurn(root, 'test/meta/grade', 3))]
}
