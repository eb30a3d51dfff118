import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Hyperschema from 'hyperschema'

import { Todo } from '../../workshop/todo.ts'
import type { TestContext as Test } from './check.ts'

const ROOT = join(import.meta.dirname, '..', '..')

type Build = (dir: string) => void

interface Struct {
  namespace: string
  name: string
  fields: { name: string; type: string; required?: boolean; version: number }[]
}

/** A collection has a `schema`, an index a `collection`. */
interface Store {
  namespace: string
  name: string
  id: number
  key: string[]
  schema?: string
  collection?: string
  unique?: boolean
}

interface Operation {
  id: number
  name: string
  requestType: string
}

/**
 * Runs a learner's `build` in a scratch folder, on top of the spec of the step before where there
 * is one (specs are append-only), and checks that it says what the reference's says. Numbers
 * count: they are what is stored.
 */
export function checkSpec(
  t: Test,
  build: Build,
  { step, before }: { step: string; before?: string }
): void {
  const out = mkdtempSync(join(tmpdir(), 'workshop-spec-'))
  t.teardown(async () => rmSync(out, { recursive: true, force: true }))
  if (before !== undefined) cpSync(specOf(before), out, { recursive: true })
  tryBuild(build, out)
  const expected = linesOf(specOf(step))
  const built = linesOf(out)
  t.alike(
    built.filter((line) => !expected.includes(line)),
    expected.filter((line) => !built.includes(line)),
    'what your schema.ts builds, as far as it differs from the reference'
  )
}

/** Numbers of a spec that is there, in use and smaller, are kept: a build goes on from it. */
export function checkGrowth(t: Test, build: Build, ourBuild: Build): void {
  const [yours, ours] = [build, ourBuild].map((each) => {
    const out = mkdtempSync(join(tmpdir(), 'workshop-spec-'))
    t.teardown(async () => rmSync(out, { recursive: true, force: true }))
    const schema = Hyperschema.from(join(out, 'schema'))
    const fields = [{ name: 'name', type: 'string', required: true }]
    schema.namespace('registry').register({ name: 'entry', fields })
    Hyperschema.toDisk(schema)
    tryBuild(each, out)
    return linesOf(out)
  })
  t.alike(yours, ours, 'what your schema.ts builds over a spec of entries with nothing but a name')
}

/** What a builder throws seldom says what was wrong; a wrong name is the usual reason. */
function tryBuild(build: Build, out: string): void {
  try {
    build(out)
  } catch (cause) {
    if (cause instanceof Todo) throw cause
    const advice = 'Are all structs and collections named in full, like @registry/entry?'
    throw new Error(`your schema.ts could not be built. ${advice}`, { cause })
  }
}

function specOf(step: string): string {
  return join(ROOT, 'solutions', step, 'spec')
}

/** What a spec says, a line for each thing in it. */
function linesOf(dir: string): string[] {
  const structs = read<Struct>(join(dir, 'schema', 'schema.json')).map(
    ({ namespace, name, fields }) =>
      `struct @${namespace}/${name}: ${fields.map(fieldOf).join(', ')}`
  )
  const stores = read<Store>(join(dir, 'db', 'db.json')).map(
    ({ namespace, name, id, key, schema, collection, unique }) => {
      const kind = schema === undefined ? 'index' : 'collection'
      const by = `${unique ? 'unique ' : ''}key [${key.join(', ')}]`
      return `${kind} ${id} @${namespace}/${name} of ${schema ?? collection}, ${by}`
    }
  )
  const operations = read<Operation>(join(dir, 'dispatch', 'dispatch.json')).map(
    ({ id, name, requestType }) => `operation ${id} ${name} carries ${requestType}`
  )
  return [...structs, ...stores, ...operations]
}

function fieldOf({ name, type, required, version }: Struct['fields'][number]): string {
  return `${name} ${type}${required ? ' required' : ''} (version ${version})`
}

function read<Item>(file: string): Item[] {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).schema : []
}
