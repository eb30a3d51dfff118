import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, readdir, rm, symlink } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { listFiles } from '../../workshop/grade/layout.ts'
import { describeMachine } from '../../workshop/machine-report.ts'
import { type Probe, checkMachine, probes } from '../../workshop/machine.ts'
import { run } from './support/run.ts'
import { fakeRepo, put } from './support/tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TSX = `--import=${import.meta.resolve('tsx')}`
/** Like a firewall that drops packets and says nothing. */
const BLOCK_UDP =
  '--import=data:text/javascript,import{Socket}from"node:dgram";Socket.prototype.send=()=>{}'

/** What the machine is asked to load. */
const NATIVE = ['sodium-native', 'udx-native', 'rocksdb-native']
const CODE = /\.[cm]?[jt]s$/
/** The package of an import of values, on one line or at the end of several; types are ours. */
const IMPORT =
  /^(?:import(?! type)\b|export [*{][^'"\n]*from|\} from)[^'"\n]*'(?!node:|[.#])((?:@[\w.-]+\/)?[\w.-]+)[^'\n]*'$/gm

test('this machine is fine', async () => {
  assert.deepEqual(await checkMachine(), [])
})

test('each probe has a way out, and what it throws is the problem', async () => {
  const broken = probes.map(({ wayOut }): Probe => {
    return { run: () => Promise.reject(new Error('it is broken\n  at somewhere')), wayOut }
  })
  for (const { problem, wayOut } of await checkMachine(broken)) {
    assert.equal(problem, 'it is broken')
    assert.ok(wayOut.length > 20)
  }
})

test('a missing native module makes the grade unknown, in plain words', async (t) => {
  const fake = await fakeRepo(root, { 'test/01-a.test.ts': 'export {}' })
  t.after(() => rm(fake, { recursive: true, force: true }))
  await linkAllBut(fake, 'rocksdb-native')
  const { code, output } = await run(process.execPath, [TSX, 'workshop/test.ts'], fake)
  assert.equal(code, 2)
  assert.match(output, /unknown/)
  assert.match(output, /The package rocksdb-native is not installed/)
  assert.match(output, /npm ci/)
  assert.doesNotMatch(output, /Alpine|^\s+at /m)
})

test('a native module that is there and can’t be loaded has another way out', async (t) => {
  const fake = await fakeRepo(root, { 'test/01-a.test.ts': 'export {}' })
  t.after(() => rm(fake, { recursive: true, force: true }))
  await linkAllBut(fake, 'rocksdb-native')
  const module = join(fake, 'node_modules/rocksdb-native')
  await put(join(module, 'package.json'), '{"name":"rocksdb-native","main":"index.js"}')
  await put(join(module, 'index.js'), "throw new Error('libatomic.so.1: no such file')")
  const { code, output } = await run(process.execPath, [TSX, 'workshop/test.ts'], fake)
  assert.equal(code, 2)
  assert.match(output, /rocksdb-native can't be loaded: libatomic\.so\.1: no such file\n.*Alpine/)
})

test('a temporary folder from which nothing can be loaded is told before it is used', async (t) => {
  if (process.platform === 'win32') return t.skip('Windows has no such names')
  const fake = await fakeRepo(root, { 'test/01-a.test.ts': 'export {}' })
  t.after(() => rm(fake, { recursive: true, force: true }))
  for (const name of ['back\\slash', 'why?', 'a*b']) {
    const tmp = join(fake, name)
    await mkdir(tmp)
    const env = { ...process.env, TMPDIR: tmp }
    const { code, output } = await run(process.execPath, [TSX, 'workshop/test.ts'], fake, env)
    assert.equal(code, 2, output)
    assert.ok(output.includes(`Nothing can be loaded from ${tmp} (`), output)
    assert.match(output, /set TMPDIR .*to a folder with a plain name/)
    assert.doesNotMatch(output, /^\s+at /m)
  }
})

test('blocked UDP makes the grade unknown, in plain words', async (t) => {
  const fake = await fakeRepo(root, { 'test/01-a.test.ts': 'export {}' })
  t.after(() => rm(fake, { recursive: true, force: true }))
  const { code, output } = await run(process.execPath, [TSX, BLOCK_UDP, 'workshop/test.ts'], fake)
  assert.equal(code, 2)
  assert.match(output, /unknown/)
  assert.match(output, /A UDP packet from this machine to itself doesn't arrive/)
  assert.match(output, /firewall/)
})

test('the report of a machine names its problems, and neither people nor places', async () => {
  const problem = `no room in ${join(homedir(), 'tmp')}, no module in ${join(root, 'node_modules')}`
  const lines = await describeMachine(root, [{ problem, wayOut: '' }])
  const report = lines.join('\n')
  assert.match(report, new RegExp(`^node +${process.versions.node},`, 'm'))
  assert.match(report, /^packages +\d+, as locked$/m)
  assert.match(report, /^machine +no room in ~.tmp, no module in \..node_modules$/m)
  assert.ok(!report.includes(homedir()) && !report.includes(root), report)
})

test('the report of a machine tells packages that are not as locked', async (t) => {
  const fake = await fakeRepo(root, {})
  t.after(() => rm(fake, { recursive: true, force: true }))
  await linkAllBut(fake, 'b4a')
  const { output } = await run(process.execPath, [TSX, 'workshop/start.ts', '--machine'], fake)
  assert.match(output, /^packages +not as locked: b4a missing$/m)
  assert.match(output, /^machine +Of its packages these are not installed: b4a$/m)
  assert.doesNotMatch(output, /^\s+at /m)
  const grade = await run(process.execPath, [TSX, 'workshop/test.ts'], fake)
  assert.equal(grade.code, 2)
  assert.match(grade.output, /not installed: b4a\n.*npm ci/)
})

test('the report of a copy without git names no commit of the repository around it', async (t) => {
  const outer = await fakeRepo(root, {})
  t.after(() => rm(outer, { recursive: true, force: true }))
  const git = promisify(execFile)
  const who = ['-c', 'user.name=x', '-c', 'user.email=x@example.org']
  await git('git', ['init', '-q'], { cwd: outer })
  await git('git', [...who, 'commit', '-q', '--allow-empty', '-m', 'outer'], { cwd: outer })
  const inner = join(outer, 'inner')
  await mkdir(inner)
  await cp(join(outer, 'package.json'), join(inner, 'package.json'))
  const lines = await describeMachine(inner, [])
  assert.match(lines[0] ?? '', /^workshop +\S+, not a clone$/)
})

test('every package that is imported is declared: not all installers put the others in reach', async () => {
  const { dependencies, devDependencies } = JSON.parse(
    await readFile(join(root, 'package.json'), 'utf8')
  )
  const declared = new Set(Object.keys({ ...dependencies, ...devDependencies }))
  const found: string[] = []
  for (const part of ['steps', 'solutions', 'test', 'workshop', 'slides']) {
    for (const file of (await listFiles(join(root, part))).filter((name) => CODE.test(name))) {
      const text = await readFile(join(root, part, file), 'utf8')
      for (const [, name = ''] of text.matchAll(IMPORT)) {
        if (!declared.has(name)) found.push(`${part}/${file}: ${name}`)
      }
    }
  }
  assert.deepEqual(found, [])
  const probed = probes.flatMap(({ wayOut }, n) => (wayOut.includes('glibc') ? [n] : []))
  assert.equal(NATIVE.length, probed.length)
  for (const name of NATIVE) assert.ok(declared.has(name), name)
})

test('pnpm and yarn get the versions that npm is held to', async () => {
  const { overrides, resolutions } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  assert.deepEqual(resolutions, overrides)
})

/** Like an installation in which one package is missing. */
async function linkAllBut(fake: string, missing: string): Promise<void> {
  const modules = join(fake, 'node_modules')
  await rm(modules)
  for (const name of await listPackages()) {
    if (name === missing) continue
    await mkdir(dirname(join(modules, name)), { recursive: true })
    await symlink(join(root, 'node_modules', name), join(modules, name), 'junction')
  }
}

async function listPackages(): Promise<string[]> {
  const names = await readdir(join(root, 'node_modules'))
  const nested = names.map(async (name) => {
    if (!name.startsWith('@')) return [name]
    const inside = await readdir(join(root, 'node_modules', name))
    return inside.map((package_) => `${name}/${package_}`)
  })
  return (await Promise.all(nested)).flat().filter((name) => !name.startsWith('.'))
}
