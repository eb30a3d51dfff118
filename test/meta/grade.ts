import { join } from 'node:path'

import type { Case, Scope } from './support/case.ts'
import { nodeTests } from './tools.ts'

/** The grading of submissions: honest, broken and hostile ones. */
export function grade({ root }: Scope): Promise<Case[]> {
  return nodeTests(join(root, 'test/meta/grade'), 1)
}
