import assert from 'node:assert/strict'
import { access, mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'

import { readOurs } from '../../../workshop/submissions/bench.ts'
import { contain } from '../../../workshop/submissions/containment.ts'
import { type SubmissionGrade, gradeClass } from '../../../workshop/submissions/grade-class.ts'
import { notesOn } from '../../../workshop/submissions/notes.ts'
import type { Files } from '../../../workshop/submissions/files.ts'
import { readHandIns } from '../../../workshop/submissions/hand-ins.ts'
import { STEP } from '../support/submissions.ts'
import { put } from '../support/tree.ts'
import { handed } from './handed.ts'
import { littleWorkshop } from './little.ts'

const MEGABYTE = 2 ** 20
const NO_SANDBOX = 'this machine has no namespaces'
const MAX_GROWTH = 400 * MEGABYTE

/** Grades them all, in a sandbox or `open`, where a process group is all that holds them. */
export function gradeHostile(open: boolean): void {
  describe(open ? 'in a process group only' : 'in a sandbox', () => {
    const mine = handed.filter(({ name, open: other }) => {
      // There is no shell in between: the parent would be this test.
      if (process.platform === 'win32' && name === 'kills-its-parent') return false
      return !open || other !== 'not run'
    })
    let folder = ''
    let root = ''
    let ours: Files = new Map()
    let sandbox = false
    let growth = 0
    let grades = new Map<string, SubmissionGrade>()

    before(async () => {
      root = await littleWorkshop()
      folder = await mkdtemp(join(tmpdir(), 'workshop-class-'))
      await handIn(folder, mine)
      ours = await readOurs(root)
      const { submissions } = await readHandIns([join(folder, 'class')], { ours, steps: [STEP] })
      const containment = await contain(root, ours, submissions, open)
      sandbox = containment.sandbox
      const atFirst = process.memoryUsage().rss
      try {
        // Some of these are for a sandbox only.
        if (sandbox === open) return
        const list = await gradeClass({ root, ours, steps: [STEP], submissions, containment })
        grades = new Map(list.map((grade) => [grade.submission.name, grade]))
      } finally {
        growth = process.memoryUsage().rss - atFirst
        await containment.close()
      }
    })
    after(async () => {
      for (const path of [root, folder]) await rm(path, { recursive: true, force: true })
    })

    for (const { name, status, points, note, ...rest } of mine) {
      test(`${name} earns ${points}`, (t) => {
        if (sandbox === open) return t.skip(NO_SANDBOX)
        const expected =
          open && rest.open && rest.open !== 'not run' ? rest.open : { status, points }
        const result = grades.get(name)
        const [step] = result?.grade.steps ?? []
        const told = JSON.stringify({ ...step, output: '' }, null, 1)
        assert.deepEqual([step?.status, step?.points], [expected.status, expected.points], told)
        if (result && note) assert.match(notesOn(result, ours).join('\n'), note)
      })
    }

    test('what was printed filled no memory', () => {
      assert.ok(growth < MAX_GROWTH, `${growth / MEGABYTE} MB more`)
    })

    test('the packages are as they were', async () => {
      const planted = join(root, 'node_modules/brittle/planted-by-a-test.js')
      await assert.rejects(access(planted))
    })

    test('what was changed outside is told, or can’t be changed', async (t) => {
      if (sandbox === open) return t.skip(NO_SANDBOX)
      const decoy = await readdir(join(folder, 'class/neighbour/steps', STEP, 'decoy')).catch(
        () => []
      )
      const { tampering = [] } = grades.get('deletes-outside') ?? {}
      assert.deepEqual([decoy.length, tampering.length], open ? [0, 1] : [1, 0])
    })

    // Only namespaces keep track of processes.
    if (open) return
    test('no process is left', async (t) => {
      if (!sandbox) return t.skip(NO_SANDBOX)
      const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
      const lines = pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => ''))
      const left = (await Promise.all(lines)).filter((line) =>
        line.includes('left-by-a-submission')
      )
      assert.deepEqual(left, [])
    })
  })
}

async function handIn(folder: string, mine: typeof handed): Promise<void> {
  const outside = join(folder, 'class/neighbour/steps', STEP, 'decoy')
  await put(join(outside, 'precious.txt'), 'precious')
  for (const { name, files } of mine) {
    await mkdir(join(folder, 'class', name))
    for (const [path, text] of Object.entries(files)) {
      await put(join(folder, 'class', name, path), text.replace('OUTSIDE', outside))
    }
  }
}
