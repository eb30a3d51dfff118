import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as esbuild from 'esbuild'

import type { Owner } from './scope.ts'

/** Conditions of package.json's imports that this process was started with. */
const CONDITIONS = process.execArgv.flatMap((argument) => {
  return /^--conditions=(.+)/.exec(argument)?.[1] ?? []
})

/** Packages stay outside, at their place on this machine: wherever the bundle lies, it finds them. */
const packagesInPlace: esbuild.Plugin = {
  name: 'packages in place',
  setup(build) {
    build.onResolve({ filter: /^[^./#]/ }, ({ path, kind }) => {
      return kind === 'entry-point' ? null : { path: import.meta.resolve(path), external: true }
    })
  }
}

/**
 * Makes one JavaScript file of a program and returns its path. A test starts a program dozens of
 * times: compiling it once halves the processor time of each start. The file goes with its owner.
 */
export async function bundle(owner: Owner, program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-'))
  owner.teardown(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
  const outfile = join(folder, 'program.mjs')
  await esbuild.build({
    entryPoints: [program],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${process.versions.node}`,
    sourcemap: 'inline',
    sourcesContent: false,
    conditions: CONDITIONS,
    plugins: [packagesInPlace],
    logLevel: 'silent'
  })
  return outfile
}
