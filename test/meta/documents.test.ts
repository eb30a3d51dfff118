import assert from 'node:assert/strict'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { CHAPTERS } from '../../slides/deck.ts'
import { compute } from '../../workshop/computed.ts'
import { listFiles, listSteps } from '../../workshop/grade/layout.ts'
import { fileTable, importGraph } from '../../workshop/import-graph.ts'
import { lost, unknown } from './documents.ts'
import { noStep, whole } from './lessons.ts'
import { run } from './support/run.ts'
import { fakeRepo } from './support/tree.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const TSX = `--import=${import.meta.resolve('tsx')}`
interface Manifest {
  scripts: Record<string, string>
}

const STEP = 'steps/03-three/README.md'
/** Where an error with a code is made. */
const CODE = /(?:new RegistryError|RegistryError\.STORAGE)\(\s*'([A-Z_]+)'/g

test('what a document computes comes from the lessons, and the rest stays', async (t) => {
  const fake = await fakeRepo(root, { [STEP]: '# 03\n\nAbout 95 minutes.\n' })
  t.after(() => rm(fake, { recursive: true, force: true }))
  const text = 'a <!-- computed: hours -->7 days<!-- end --> b'
  assert.equal(await compute(fake, text), 'a <!-- computed: hours -->1.5 hours<!-- end --> b')
})

test('the table of steps has a row for each lesson, and keeps the ideas', async (t) => {
  const lessons = { [STEP]: '# 03\n\nAbout 95 minutes.\n', 'steps/04-four/README.md': '# 04\n' }
  const fake = await fakeRepo(root, lessons)
  t.after(() => rm(fake, { recursive: true, force: true }))
  const table = (rows: string) => `<!-- computed: steps -->\n${rows}<!-- end -->`
  const text = await compute(
    fake,
    table('| 09-gone | old | |\n| 03-three | count |  |\n| 04-four | on | |\n')
  )
  assert.match(text, /^\| \[03-three\]\(steps\/03-three\/README\.md\) \| count \| 95′ \|$/m)
  assert.doesNotMatch(text, /09-gone/)
  await assert.rejects(compute(fake, table('| 03-three | count | |\n')), /no idea for 04-four/)
})

test('the picture of imports counts those of the last solution, from layer to layer', async (t) => {
  const fake = await fakeRepo(root, {
    'solutions/01-one/view.ts': '',
    'solutions/02-two/view.ts': '',
    'solutions/02-two/bin.ts': "import { a } from './cli/a.ts'\nimport c from 'c'\n",
    'solutions/02-two/cli/a.ts':
      "import type {\n  V\n} from '../view.ts'\nawait import('../net/b.ts')\n",
    'solutions/02-two/net/b.ts': "import s from '../spec/index.js'\n"
  })
  t.after(() => rm(fake, { recursive: true, force: true }))
  const graph = await importGraph(fake)
  assert.deepEqual(
    graph.split('\n').filter((line) => line.includes('-->')),
    ['  bin -- 1 --> cli', '  cli -- 1 --> net', '  cli -- 1 --> domain']
  )
  assert.match(await fileTable(fake), /^\| domain \| view\.ts 01 \|$/m)
})

test('a run sheet has a row for each chapter of the talk', async () => {
  const text = await compute(root, '<!-- computed: run sheet --><!-- end -->')
  for (const { label } of CHAPTERS) assert.match(text, new RegExp(`^\\| ${label} \\|`, 'm'))
})

test('what nobody computes, and a part that the talk has not, are refused', async () => {
  await assert.rejects(compute(root, '<!-- computed: age --><!-- end -->'), /computes age/)
  await assert.rejects(compute(root, '<!-- computed: hours: Tea --><!-- end -->'), /no part Tea/)
})

test('commands that are not there are found in code, and nowhere else', () => {
  const text = 'our npm of old: `npm run old`\n```sh\nnpm test\nnpm ci && npm older\n```\n'
  assert.deepEqual(unknown(text, new Set(['test', 'ci'])), ['no npm run old', 'no npm run older'])
})

test('links to files that are not there are found', () => {
  const text = '[a](LICENSE) [b](docs/none.md#x) [c](https://example.org/none) [d](#here)'
  assert.deepEqual(lost(root, 'README.md', text), ['no docs/none.md'])
})

test('a lesson names no step that is not there', () => {
  const text = 'step 01 is here, steps 02 and 07 are not all here; 99 is no step'
  assert.deepEqual(noStep(text, ['01-one', '02-two']), ['no step 07'])
})

test('the whole names each step, and only files that are there', () => {
  const page = (text: string) => whole(`# x\n\n## The whole\n\n${text}\n`, ['01-a', '02-b'], has)
  const has = (file: string) => file === 'net/rpc.ts'
  assert.deepEqual(page('| `net/rpc.ts` | 01, 02 |'), [])
  assert.deepEqual(page('| `net/gone.ts` | 01 |'), [
    "it doesn't say what 02-b added",
    'no file net/gone.ts'
  ])
  assert.match(whole('# x\n', [], has).join(), /no part/)
})

test('CONTRIBUTING.md says of every check what it keeps', async () => {
  const { output } = await run(process.execPath, [TSX, 'workshop/check.ts', '--help'], root)
  const kinds = /^Kinds: ([^;]+);/m.exec(output)?.[1]?.split(' ') ?? []
  const text = await readFile(join(root, 'CONTRIBUTING.md'), 'utf8')
  assert.ok(kinds.length > 10, output)
  assert.deepEqual(
    kinds.filter((kind) => !text.includes(`| \`${kind}\` `)),
    []
  )
})

test('the version of this project is in its changelog', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const text = await readFile(join(root, 'CHANGELOG.md'), 'utf8')
  assert.ok(text.includes(`\n## ${version}`), version)
})

test('every command that authors run says what it does, and what is wrong with what it is given', async () => {
  const { scripts }: Manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const silent: string[] = []
  for (const [name, script] of Object.entries(scripts)) {
    const file = script.split(' ').find((word) => word.endsWith('.ts')) ?? ''
    const { code, output } = await run(process.execPath, [TSX, file, '--help'], root)
    if (code !== 0 || output === '' || /^\s+at /m.test(output)) silent.push(`${name}: ${output}`)
  }
  assert.deepEqual(silent, [])
})

test('docs/operating.md says of every error what to do', async () => {
  const last = (await listSteps(root)).at(-1) ?? ''
  const folder = join(root, 'solutions', last)
  const text = await readFile(join(root, 'docs/operating.md'), 'utf8')
  const codes = new Set<string>()
  for (const file of (await listFiles(folder)).filter((path) => path.endsWith('.ts'))) {
    for (const [, code = ''] of (await readFile(join(folder, file), 'utf8')).matchAll(CODE)) {
      codes.add(code)
    }
  }
  assert.ok(codes.size > 20)
  assert.deepEqual(
    [...codes].filter((code) => !text.includes(`\`${code}\``)),
    []
  )
})
