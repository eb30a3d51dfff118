import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { minVersion, satisfies } from 'semver'

import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'

const EXACT = /^\d+\.\d+\.\d+$/
/** What only some versions of npm write, or some people's settings: no package needs it here. */
const FICKLE = ['libc', 'peer', 'resolved'] as const

interface Manifest {
  dependencies: Record<string, string>
  devDependencies: Record<string, string>
  engines: { node: string }
}

interface Locked {
  version?: string
  engines?: { node?: string }
  optionalDependencies?: Record<string, string>
  libc?: unknown
  peer?: unknown
  resolved?: unknown
}

export type Packages = Record<string, Locked>

/** Versions are exact, and the lock can be installed on all systems, by every Node and npm. */
export async function lock({ root }: Scope): Promise<Case[]> {
  const read = async (file: string) => JSON.parse(await readFile(join(root, file), 'utf8'))
  const manifest: Manifest = await read('package.json')
  const { packages }: { packages: Packages } = await read('package-lock.json')
  const wanted = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })
  const loose = wanted.filter(([, version]) => !EXACT.test(version))
  const off = wanted.filter(([name, version]) => {
    return packages[`node_modules/${name}`]?.version !== version
  })
  const tell = ([name, version]: [string, string]) => `${name}: ${version}`
  return [
    caseOf('package.json has exact versions', loose.map(tell)),
    caseOf('package-lock.json has these versions', off.map(tell)),
    caseOf('package-lock.json has the packages of all systems', unlocked(packages)),
    caseOf('all packages run on the oldest Node', tooNew(packages, manifest.engines.node)),
    caseOf('every npm writes this package-lock.json', fickle(packages))
  ]
}

/** An optional package that isn't in the lock makes `npm ci` fail, on every system. */
export function unlocked(packages: Packages): string[] {
  const names = new Set(Object.keys(packages).map((path) => path.split('node_modules/').at(-1)))
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) => {
    const lost = Object.keys(optionalDependencies).filter((name) => !names.has(name))
    return lost.map((name) => `${name}, which ${path} names, is not locked`)
  })
}

/** Packages that ask for a newer Node than the oldest that we support. */
export function tooNew(packages: Packages, supported: string): string[] {
  const oldest = minVersion(supported)?.version ?? ''
  return Object.entries(packages).flatMap(([path, { engines }]) => {
    const range = engines?.node ?? '*'
    return satisfies(oldest, range) ? [] : [`${path} asks for Node ${range}`]
  })
}

/** With npm 10, and 11 but 11.6.1 and 11.6.2, the lock stays as it is if it has none of these. */
export function fickle(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, locked]) => {
    return FICKLE.filter((field) => field in locked).map((field) => `take ${field} out of ${path}`)
  })
}
