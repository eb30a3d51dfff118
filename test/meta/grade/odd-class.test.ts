import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { fromCsv } from '../../../workshop/submissions/csv.ts'
import type { Outcome } from '../support/run.ts'
import { STEP } from '../support/submissions.ts'
import { littleWorkshop } from './little.ts'
import { oddLines, oddPoints } from './odd-lines.ts'
import { handInOddly } from './odd.ts'
import { gradeWith } from './grade-with.ts'

describe('a class in which everyone hands in otherwise', () => {
  let workshop = ''
  let folder = ''
  let out = ''
  let graded: Outcome = { code: -1, output: '' }
  before(async () => {
    workshop = await littleWorkshop()
    folder = await mkdtemp(join(tmpdir(), 'workshop-odd-'))
    out = join(folder, 'out')
    await handInOddly(join(folder, 'Kurs ü'))
    graded = await gradeWith(workshop, join(folder, 'Kurs ü'), '--out', out)
  })
  after(async () => {
    for (const path of [workshop, folder]) await rm(path, { recursive: true, force: true })
  })

  test('each thing is graded, or skipped with its reason', async () => {
    const [, ...rows] = await readCsv(join(out, 'hand-ins.csv'))
    assert.deepEqual(
      rows.map(([path, name]) => [path, name]),
      oddLines.map(([path, name]) => [path, name]),
      graded.output
    )
    for (const [n, [path, , remark]] of oddLines.entries()) {
      assert.match(rows[n]?.[3] ?? '', remark, path)
    }
  })

  test('the table is printed too', () => {
    const skipped = oddLines.filter(([, name]) => name === '')
    assert.equal(graded.output.split(' skipped: ').length - 1, skipped.length, graded.output)
  })

  test('the class has their rows, in order, and nobody else’s', async () => {
    const [head, ...rows] = await readCsv(join(out, 'class.csv'))
    assert.deepEqual(head, ['submission', 'status', 'points', 'max', 'unknown', STEP, 'notes'])
    assert.deepEqual(
      rows.map(([name, , points]) => [name, Number(points)]),
      oddPoints.map(([name, points]) => [name, points])
    )
    for (const [n, [name, , note]] of oddPoints.entries()) {
      if (note) assert.match(rows[n]?.[6] ?? '', note, name)
    }
  })

  test('it is not known that all is done: some work could not be read', () => {
    assert.equal(graded.code, 2, graded.output)
  })

  test('each has a grade of their own', async () => {
    for (const [name, points] of oddPoints) {
      const json = JSON.parse(await readFile(join(out, name, 'grade.json'), 'utf8'))
      assert.deepEqual([json.submission, json.points], [name, points])
    }
  })
})

async function readCsv(path: string): Promise<string[][]> {
  return fromCsv(await readFile(path, 'utf8')) ?? []
}
