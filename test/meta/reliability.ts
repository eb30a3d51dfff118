import { join } from 'node:path'

import type { Case, Scope } from './support/case.ts'
import { nodeTests } from './tools.ts'

/** What broke the workshop of 2025, tried on the last solution; some of it takes a minute. */
export function reliability({ root }: Scope): Promise<Case[]> {
  return nodeTests(join(root, 'test/meta/reliability'), 1)
}
