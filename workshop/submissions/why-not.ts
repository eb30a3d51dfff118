import { readFileSync } from 'node:fs'

import { plain } from './plain.ts'

/** Settings of Linux that forbid namespaces, and the value with which they do. */
const FORBIDS: [string, string][] = [
  ['kernel/apparmor_restrict_unprivileged_userns', '1'],
  ['kernel/unprivileged_userns_clone', '0'],
  ['user/max_user_namespaces', '0']
]
const MAX_LENGTH = 300

/** Why a program did not run in the sandbox, from how it ended and what it said. */
export function whyNot(error: NodeJS.ErrnoException | null, stderr: string): string {
  if (error?.code === 'ENOENT') return 'the program unshare (of util-linux) is missing'
  const lines = stderr.split('\n').map((line) => plain(line).trim())
  const said = lines.findIndex((line) => /unshare|mount|sandbox\.sh|setpriv|rror/.test(line))
  const first = said < 0 ? lines.findLast(Boolean) : lines[said]
  // What is wrong with a program stands in the line below.
  const more = first?.endsWith(':') ? ` ${lines[said + 1] ?? ''}` : ''
  const last = `${first ?? error?.message ?? 'it said nothing'}${more}`
    .replace(/^.*\/(sandbox\.sh: )/, '$1')
    .slice(0, MAX_LENGTH)
  if (!last.startsWith('unshare')) return `the sandbox can’t be set up here (${last})`
  const setting = FORBIDS.find(([name, value]) => read(name) === value)
  const why = setting ? `, since ${setting[0].replace('/', '.')} is ${setting[1]}` : ''
  return `this system doesn’t allow new namespaces${why} (${last})`
}

function read(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/${name}`, 'utf8').trim()
  } catch {
    return null
  }
}
