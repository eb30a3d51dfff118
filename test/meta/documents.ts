import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { listDocuments, renderDocument } from '../../workshop/documents.ts'
import { lessons } from './lessons.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'

const CODE = /^```[^]*?^```|`[^`\n]+`/gm
const COMMAND = /\bnpm (?:run )?([a-z][a-z:]*)/g
/** What npm does by itself. */
const NPM = new Set(['ci', 'install', 'outdated', 'update', 'version'])
const LINK = /\]\(([^)\s#]+)/g
const ELSEWHERE = /^[a-z]+:/

/** Documents say nothing that is computed from memory, and name only what there is. */
export async function documents({ root }: Scope): Promise<Case[]> {
  const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as {
    scripts: Record<string, string>
  }
  const known = new Set([...Object.keys(manifest.scripts), ...NPM])
  const paths = await listDocuments(root)
  const cases = paths.map(async (path) => {
    const text = await readFile(join(root, path), 'utf8')
    const stale = await renderDocument(root, path).then(
      (current) => (text === current ? [] : ['not current: npm run docs']),
      (error: Error) => [error.message]
    )
    return caseOf(path, [...stale, ...unknown(text, known), ...lost(root, path, text)])
  })
  return [...(await Promise.all(cases)), ...(await lessons(root))]
}

/** Commands that package.json doesn't have. */
export function unknown(text: string, known: Set<string>): string[] {
  const code = [...text.matchAll(CODE)].join('\n')
  const names = [...code.matchAll(COMMAND)].map(([, name = '']) => name)
  return [...new Set(names)].filter((name) => !known.has(name)).map((name) => `no npm run ${name}`)
}

/** Links to files that aren't there. */
export function lost(root: string, path: string, text: string): string[] {
  const targets = [...text.matchAll(LINK)].map(([, target = '']) => target)
  const own = targets.filter((target) => !ELSEWHERE.test(target))
  return own
    .filter((target) => !existsSync(join(root, dirname(path), decodeURI(target))))
    .map((target) => `no ${target}`)
}
