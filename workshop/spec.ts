import { cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import Hyperschema from 'hyperschema'
import HyperschemaTS from 'hyperschema-ts'

import { readFlags, refuse } from './flags.ts'
import { dbTypes, dispatchTypes, schemaTypes } from './spec-types.ts'

const USAGE = `npm run spec -- solutions/NN-x
Builds the spec of a folder from its schema.ts.`

/**
 * Builds the spec of the step in `folder` into `out`, on top of a copy of the spec that stands in
 * `from` (versions are counted on from it), and writes the types beside the generated code.
 */
export async function buildSpec(folder: string, out: string, from = join(folder, 'spec')) {
  if (existsSync(from) && resolve(from) !== resolve(out)) cpSync(from, out, { recursive: true })
  const { build } = await import(pathToFileURL(resolve(folder, 'schema.ts')).href)
  build(out)
  writeTypes(out)
}

function writeTypes(spec: string) {
  const types = HyperschemaTS.toDisk(Hyperschema.from(join(spec, 'schema')), join(spec, 'schema'))
  // Our keys may come from anywhere: bytes are any Uint8Array, not Node's Buffer alone.
  writeFileSync(types, readFileSync(types, 'utf8').replaceAll(': Buffer', ': Uint8Array'))
  writeFileSync(join(spec, 'schema', 'index.d.ts'), schemaTypes())
  writeFileSync(join(spec, 'db', 'index.d.ts'), dbTypes(readJson(join(spec, 'db', 'db.json'))))
  const dispatch = join(spec, 'dispatch', 'dispatch.json')
  if (!existsSync(dispatch)) return
  writeFileSync(join(spec, 'dispatch', 'index.d.ts'), dispatchTypes(readJson(dispatch)))
}

function readJson(file: string) {
  return JSON.parse(readFileSync(file, 'utf8'))
}

if (process.argv[1] === import.meta.filename) {
  readFlags(USAGE, {}, true)
  const folder = process.argv[2] ?? refuse('of which folder?', USAGE)
  if (!existsSync(join(folder, 'schema.ts'))) refuse(`${folder} has no schema.ts`, USAGE)
  await buildSpec(folder, join(folder, 'spec'))
}
