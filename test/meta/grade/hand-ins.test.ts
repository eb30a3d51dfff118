import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

import { fromCsv, toCsv } from '../../../workshop/submissions/csv.ts'
import { readHandIns } from '../../../workshop/submissions/hand-ins.ts'
import { assignNames, idOf, safeName } from '../../../workshop/submissions/names.ts'
import { STEP } from '../support/submissions.ts'
import { put } from '../support/tree.ts'
import { renamed, zipOf } from './zips.ts'

const CODE = `steps/${STEP}/a.ts`

test('a folder is a learner’s or a class’s, and each has the right name', async (t) => {
  const folder = await newFolder(t)
  const files = {
    'one/anna/workshop-main': ['anna', 'anna'],
    'alone/workshop-main (2)': ['alone'],
    'class/anna-workshop': ['anna-workshop'],
    'group/monday/anna/work': ['monday'],
    'deep/ben/a/b/c/d': ['ben']
  }
  for (const path of Object.keys(files)) await put(join(folder, path, CODE), '')
  const name = async (...paths: string[]) => {
    const { submissions } = await read(...paths.map((path) => join(folder, path)))
    return submissions.map((submission) => submission.name)
  }
  assert.deepEqual(await name('one'), ['anna'])
  assert.deepEqual(await name('one/anna'), ['anna'])
  assert.deepEqual(await name('one/anna/workshop-main'), ['workshop-main'])
  assert.deepEqual(await name('class/anna-workshop/steps'), ['anna-workshop'])
  assert.deepEqual(await name('alone'), ['alone'])
  assert.deepEqual(await name('class'), ['anna-workshop'])
  assert.deepEqual(await name('deep'), ['ben'])
  // As a shell makes it of a star.
  assert.deepEqual(await name('group/monday', 'deep/ben'), ['ben', 'monday'])
  assert.deepEqual(await name('one/anna', 'one/anna'), ['anna'])
})

test('a hand-in keeps the name that it has among the grades', async (t) => {
  const folder = await newFolder(t)
  const anna = join(folder, 'anna')
  await put(join(anna, 'my own name for it', CODE), '')
  const known = new Map([[idOf(anna), 'anna-2']])
  const { submissions } = await readHandIns([anna], { ours: new Map(), steps: [STEP], known })
  assert.deepEqual(
    submissions.map(({ name }) => name),
    ['anna-2']
  )
})

test('a zip that was unpacked is taken once, if nothing was changed since', async (t) => {
  const folder = await newFolder(t)
  await writeFile(join(folder, 'anna.zip'), await zipOf({ [CODE]: 'one' }))
  await put(join(folder, 'anna', CODE), 'one')
  const { submissions } = await read(folder)
  assert.equal(submissions.length, 1)
  await put(join(folder, 'anna', CODE), 'two')
  const { submissions: both } = await read(folder)
  assert.deepEqual(
    both.map(({ name }) => name),
    ['anna', 'anna-2']
  )
})

test('a step has room for its program, whatever lies beside it', async (t) => {
  const folder = await newFolder(t)
  const junk = Array.from({ length: 500 }, (_, n) => [`steps/${STEP}/0/${n}`, 'x'] as const)
  await writeFile(
    join(folder, 'anna.zip'),
    await zipOf({ ...Object.fromEntries(junk), [CODE]: 'mine' })
  )
  const ours = new Map([[`solutions/${STEP}/a.ts`, Buffer.from('ours')]])
  const { submissions } = await readHandIns([folder], { ours, steps: [STEP] })
  assert.equal(submissions[0]?.steps.get(CODE)?.toString(), 'mine')
  assert.match(submissions[0]?.omitted.join() ?? '', /^201 files of steps\/01-a/)
})

test('a package.json in a step is left out: no import of ours would be found below it', async (t) => {
  const folder = await newFolder(t)
  await put(join(folder, 'anna', CODE), 'mine')
  for (const path of ['package.json', 'cli/package.json']) {
    await put(join(folder, 'anna', `steps/${STEP}/${path}`), '{}')
  }
  const { submissions } = await read(folder)
  assert.deepEqual([...(submissions[0]?.steps.keys() ?? [])], [CODE])
  assert.match(
    submissions[0]?.omitted.join() ?? '',
    /steps\/01-a\/package\.json would take the place/
  )
})

test('a zip can’t fill the memory, nor name a file that no disk has', async (t) => {
  const folder = await newFolder(t)
  const zeros = Buffer.alloc(70 * 2 ** 20)
  const inner = await zipOf({ [CODE]: 'x', zeros: zeros }, [], false)
  await writeFile(join(folder, 'anna.zip'), await zipOf({ 'a.zip': inner, 'b.zip': inner }))
  const odd = renamed(await zipOf({ [CODE]: 'x', [`steps/${STEP}/b~.ts`]: 'x' }), '~', '\0')
  await writeFile(join(folder, 'ben.zip'), odd)
  const { submissions, table } = await read(folder)
  assert.deepEqual(
    submissions.map(({ name, steps }) => [name, [...steps.keys()]]),
    [
      ['anna', [CODE]],
      ['ben', [CODE]]
    ]
  )
  assert.match(table[0]?.reason ?? '', /b\.zip is a zip in a zip, of more than 128 MB$/)
  assert.match(submissions[1]?.omitted.join() ?? '', /control characters in its name/)
})

test('a name has the letters of all scripts, and nothing that a system forbids', () => {
  const names = {
    'Zoë Ångström': 'Zoë Ångström',
    Андрей: 'Андрей',
    مریم‌: 'مریم‌',
    CON: '_CON',
    'lpt1.txt': '_lpt1.txt',
    'class.csv': '_class.csv',
    '..': '_',
    '.hidden': '_hidden',
    '-rf': '_rf',
    'a/b\\c:d*?"<>|e': 'a_b_c_d______e',
    'ends in a dot. ': 'ends in a dot',
    '\u202Eevil\u0000': '_evil_'
  }
  for (const [name, safe] of Object.entries(names)) assert.equal(safeName(name), safe)
  assert.ok(Buffer.byteLength(safeName('學'.repeat(300))) <= 120)
})

test('names that a file system takes for one are told apart', () => {
  const wanted = ['anna', 'Anna', 'ANNA-2', 'straße', 'STRASSE', 'é', 'e\u0301', 'ﬁ', 'fi']
  const all = wanted.map((name, n) => ({ id: `${n}`, wanted: name }))
  const names = [...assignNames(all, new Map(), ['notes']).values()].map((name) => {
    return name.normalize('NFKC').toUpperCase().toLowerCase()
  })
  assert.equal(new Set(names).size, wanted.length)
  assert.equal(assignNames(all, new Map(), []).get('2'), 'ANNA-2')
  const taken = assignNames([{ id: 'new', wanted: 'Notes' }], new Map(), ['notes'])
  assert.equal(taken.get('new'), 'Notes-2')
})

test('what is written as CSV is read as it was', () => {
  const table = [
    ['submission', 'points', 'notes'],
    ['=1+1', '3', 'a "quoted" word, and a line\nmore'],
    ['王小明', '', '']
  ]
  assert.deepEqual(fromCsv(toCsv(table)), table)
  assert.deepEqual(fromCsv('\uFEFFa,b\n1,"2"\n'), [
    ['a', 'b'],
    ['1', '2']
  ])
  assert.equal(fromCsv('a,b"c\n'), null)
})

function read(...paths: string[]) {
  return readHandIns(paths, { ours: new Map(), steps: [STEP] })
}

async function newFolder(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'workshop-handed-'))
  t.after(() => rm(folder, { recursive: true, force: true }))
  return folder
}
