import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Process ids of all that a process started, and those did. */
export async function descendants(root: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid='])
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const found = [root]
  for (const parent of found) {
    for (const [pid = 0, above] of pairs) if (above === parent) found.push(pid)
  }
  return found.slice(1)
}
