import type { HandIn } from './find.ts'
import { compare } from './place.ts'

const HEAD = ['hand-in', 'graded as', 'skipped', 'remark']

/** The table of what was handed in: lines of earlier runs stay, but for those of these hand-ins. */
export function mergeHandIns(before: string[][], table: HandIn[]): string[][] | null {
  const [head = HEAD, ...old] = before
  if (head.join() !== HEAD.join()) return null
  const paths = new Set(table.map(({ path }) => path))
  const names = new Set(table.flatMap(({ name }) => name ?? []))
  const kept = old.filter(([path = '', name = '']) => {
    return !names.has(name) && !(paths.has(path) && name === '')
  })
  const rows = table.map(({ path, name, reason, lost }) => {
    const skipped = name !== null ? '' : lost ? 'yes' : 'nothing to grade'
    return [path, name ?? '', skipped, reason]
  })
  const all = [...kept, ...rows]
  const key = ([path = '', name = '']: string[]) => `${path}\0${name}`
  return [HEAD, ...all.sort((a, b) => compare(key(a), key(b)))]
}
