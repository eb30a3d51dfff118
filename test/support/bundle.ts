import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as esbuild from 'esbuild'

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

const made = new Map<string, Promise<string>>()

/**
 * One JavaScript file of a program; resolves to its path. Tests start a program dozens of times:
 * compiling it once in a run halves the processor time of each start. The file goes with this
 * process.
 */
export function bundle(program: string): Promise<string> {
  const known = made.get(program)
  const file = known ?? make(program)
  made.set(program, file)
  return file
}

async function make(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
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
