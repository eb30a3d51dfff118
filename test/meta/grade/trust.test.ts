import assert from 'node:assert/strict'
import { access, mkdir, mkdtemp, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type TestContext, describe, test } from 'node:test'

import { readOurs } from '../../../workshop/submissions/bench.ts'
import { contain } from '../../../workshop/submissions/containment.ts'
import { gradeClass } from '../../../workshop/submissions/grade-class.ts'
import { readHandIns } from '../../../workshop/submissions/hand-ins.ts'
import { whyNot } from '../../../workshop/submissions/why-not.ts'
import { run } from '../support/run.ts'
import { SOLUTION, STEP } from '../support/submissions.ts'
import { put } from '../support/tree.ts'
import { gradeArgs } from './grade-with.ts'
import { littleWorkshop } from './little.ts'

const LINUX = process.platform === 'linux'
/** A space, and what else the kernel, a shell, a URL or printf reads otherwise. */
const ODD = LINUX ? `Mein Kürs\t#1 100%d "a" 'b' $(c)` : 'Mein Kürs #1 100%d'
const CODE = `steps/${STEP}/a.ts`
const PLANTED = 'node_modules/brittle/planted-by-a-test.js'
/** Writes to the teacher's packages if nothing keeps it from that. */
const PLANT = `
import { realpathSync, writeFileSync } from 'node:fs'
try { writeFileSync(realpathSync('node_modules/brittle') + '/planted-by-a-test.js', '') } catch {}
${SOLUTION}`
/** What makes all that is bound read-only. */
const LOCK = '"$new"/*) mount'

describe('how far a submission is trusted', { concurrency: 2 }, () => {
  for (const [name, there] of [
    ['the temporary folder', 'tmp'],
    ['the workshop', 'workshop']
  ] as const) {
    test(`a sandbox holds, whatever signs are in the path of ${name}`, async (t) => {
      const { base, workshop } = await lay(t)
      const tmp = join(base, there === 'tmp' ? ODD : 'tmp')
      const root = there === 'workshop' ? join(base, ODD) : workshop
      await mkdir(tmp)
      if (root !== workshop) await rename(workshop, root)
      const json = await gradePlant(t, root, base, tmp)
      assert.deepEqual([json.sandbox, json.sandboxReason, json.points], [...held(), 3])
      assert.deepEqual(json.tampering, [])
      if (LINUX) assert.equal(json.sandboxTried.read, 'ENOENT')
    })
  }

  for (const [name, way] of [
    ['by a link', 'link'],
    ['from the folder where one stands', 'relative']
  ] as const) {
    test(`a sandbox holds where the temporary folder is named ${name}`, async (t) => {
      const { base, workshop } = await lay(t)
      const tmp = join(base, 'tmp')
      await mkdir(tmp)
      await symlink(tmp, join(base, 'link'), 'junction')
      const named = way === 'link' ? join(base, 'link') : relative(workshop, tmp)
      const json = await gradePlant(t, workshop, base, named)
      assert.deepEqual([json.sandbox, json.sandboxReason, json.points], [...held(), 3])
      assert.deepEqual(json.tampering, [])
    })
  }

  test('a sandbox that holds nothing is not used, and says what could be done', async (t) => {
    if (!LINUX) return t.skip('only Linux has namespaces')
    const { base, workshop } = await lay(t)
    // The packages stay locked: other tests use them meanwhile.
    const script = join(workshop, 'workshop/submissions/sandbox.sh')
    const text = await readFile(script, 'utf8')
    assert.ok(text.includes(LOCK))
    await writeFile(script, text.replace(LOCK, `*workshop-bench-*) ;; ${LOCK}`))
    const json = await gradePlant(t, workshop, base, tmpdir())
    assert.equal(json.sandbox, false)
    assert.match(json.sandboxReason, /^a probe in the sandbox could change test\/points\.json/)
    await assert.rejects(access(join(workshop, PLANTED)))
  })

  test('a sandbox that can’t be set up says why', async (t) => {
    if (!LINUX) return t.skip('only Linux has namespaces')
    const { base, workshop } = await lay(t)
    const script = join(workshop, 'workshop/submissions/sandbox.sh')
    await writeFile(script, (await readFile(script, 'utf8')).replace('ip link', 'no-such-program'))
    const { sandbox, sandboxReason } = await gradePlant(t, workshop, base, tmpdir())
    assert.equal(sandbox, false)
    assert.match(
      sandboxReason,
      /can’t be set up here \(sandbox\.sh: .*no-such-program.*not found\)/
    )
  })
})

test('a step that this machine can’t run is unknown, and not the learner’s fault', async (t) => {
  const { base, workshop } = await lay(t)
  await put(join(base, 'anna', CODE), PLANT)
  const ours = await readOurs(workshop)
  const { submissions } = await readHandIns([join(base, 'anna')], { ours, steps: [STEP] })
  const containment = await contain(workshop, ours, submissions, true)
  t.after(() => containment.close())
  const launch = (): never => {
    throw new Error('no space left')
  }
  const options = { root: workshop, ours, steps: [STEP], submissions }
  const [result] = await gradeClass({ ...options, containment: { ...containment, launch } })
  const { steps, points, unknown } = result?.grade ?? {}
  assert.deepEqual([steps?.[0]?.status, points, unknown], ['unknown', 0, 3])
  assert.match(steps?.[0]?.trouble.join() ?? '', /this machine could not run it: no space left/)
})

test('why a sandbox did not start is told as it is', () => {
  const missing = Object.assign(new Error('spawn unshare ENOENT'), { code: 'ENOENT' })
  assert.match(whyNot(missing, ''), /^the program unshare .* is missing$/)
  const forbidden = whyNot(null, 'unshare: unshare failed: Operation not permitted\n')
  assert.match(forbidden, /^this system doesn’t allow new namespaces.*not permitted\)$/)
  const module = whyNot(null, 'node:internal\n\nError: Cannot find package tsx\n    at here\n')
  assert.match(module, /\(Error: Cannot find package tsx\)$/)
})

function held(): [boolean, string | null] {
  return LINUX ? [true, null] : [false, 'only Linux has namespaces']
}

async function lay(t: TestContext): Promise<{ base: string; workshop: string }> {
  const base = await mkdtemp(join(tmpdir(), 'workshop-trust-'))
  const workshop = await littleWorkshop()
  t.after(async () => {
    for (const path of [base, workshop]) await rm(path, { recursive: true, force: true })
  })
  return { base, workshop }
}

/** Grades someone who plants a file in the packages; what grade.json says. */
async function gradePlant(t: TestContext, workshop: string, base: string, tmp: string) {
  await put(join(base, 'eve', CODE), PLANT)
  const args = gradeArgs(workshop, join(base, 'eve'), '--out', join(base, 'out'))
  const env = { ...process.env, TMPDIR: tmp, TEMP: tmp, TMP: tmp }
  const { output } = await run(process.execPath, args, workshop, env)
  t.diagnostic(output)
  return JSON.parse(await readFile(join(base, 'out/eve/grade.json'), 'utf8'))
}
