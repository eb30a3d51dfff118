import { relative } from 'node:path'

/** npm runs scripts in the folder of package.json, whatever folder they were asked for in. */
export function whereAsked(root: string): string {
  const here = process.cwd()
  const isRoot = relative(root, here) === ''
  return isRoot ? (process.env['INIT_CWD'] ?? here) : here
}
