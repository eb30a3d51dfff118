import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'

/** They ask for no more than that their text and the authors' names are kept. */
const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Python-2.0',
  'WTFPL'
])
/** A package that may have another licence. */
const EXCEPTIONS = new Map([
  // Words for the spelling check: only authors run it, and nothing of it is passed on.
  ['node_modules/@cspell/dict-en-common-misspellings', 'CC BY-SA 4.0']
])

type Packages = Record<string, { license?: string }>

/** Every locked package, for whatever system, has a licence that we allow. */
export async function licences({ root }: Scope): Promise<Case[]> {
  const text = await readFile(join(root, 'package-lock.json'), 'utf8')
  const { packages } = JSON.parse(text) as { packages: Packages }
  return judge(packages)
}

/** A case for each licence, with the packages that must not have it. */
export function judge(packages: Packages): Case[] {
  const byLicence = new Map<string, string[]>()
  for (const [path, { license = 'no licence' }] of Object.entries(packages)) {
    byLicence.set(license, [...(byLicence.get(license) ?? []), path || 'this project'])
  }
  return [...byLicence].map(([licence, paths]) => {
    const refused = paths.filter((path) => {
      return !ALLOWED.has(licence) && EXCEPTIONS.get(path) !== licence
    })
    return { ...caseOf(licence, refused), info: `${licence}: ${paths.length}` }
  })
}
