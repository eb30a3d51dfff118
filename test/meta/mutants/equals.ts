import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { listFiles } from '../../../workshop/grade/layout.ts'

/** What `test/meta/mutants/equals/NN-x.ts` exports: mutants that are no mistakes, and why. */
export interface EqualsModule {
  /** By the key that the check prints. */
  equals: Record<string, string>
}

/** The mutants of a step that need not be rejected, with the reason for each. */
export async function readEquals(root: string, step: string): Promise<Map<string, string>> {
  const folder = join(root, 'test/meta/mutants/equals')
  if (!(await listFiles(folder)).includes(`${step}.ts`)) return new Map()
  const module: EqualsModule = await import(pathToFileURL(join(folder, `${step}.ts`)).href)
  return new Map(Object.entries(module.equals))
}
