import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'

import { carry } from '../../workshop/carry.ts'
import { put } from './support/tree.ts'

const BODY = ['one', 'two', 'three', 'four', 'five', 'six', 'seven']
const text = (lines: string[]) => `${lines.join('\n')}\n`
const HOLE = text([...BODY.slice(0, 5), "throw todo('01.1', 'six')", 'seven'])
const LATER = text([...BODY, 'eight'])

async function createChain(t: TestContext): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'workshop-ripple-test-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  const files = {
    'steps/01-a/view.ts': HOLE,
    'solutions/01-a/view.ts': text(BODY),
    'steps/02-b/view.ts': text(BODY),
    'solutions/02-b/view.ts': LATER,
    'steps/01-a/README.md': 'a lesson\n'
  }
  for (const [path, content] of Object.entries(files)) await put(join(root, path), content)
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root })
  git('init', '-q')
  git('add', '.')
  git('-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '-qm', 'start')
  return root
}

test('ripple carries an edit through the whole chain', async (t) => {
  const root = await createChain(t)
  await writeFile(join(root, 'steps/01-a/view.ts'), HOLE.replace('two', 'zwei'))
  const { changed, conflict } = await carry(root)
  assert.equal(conflict, null)
  assert.deepEqual(changed, [
    'solutions/01-a/view.ts',
    'steps/02-b/view.ts',
    'solutions/02-b/view.ts'
  ])
  const last = await readFile(join(root, 'solutions/02-b/view.ts'), 'utf8')
  assert.equal(last, LATER.replace('two', 'zwei'))
})

test('ripple run twice changes nothing more', async (t) => {
  const root = await createChain(t)
  await writeFile(join(root, 'solutions/01-a/view.ts'), text(BODY).replace('two', 'zwei'))
  await carry(root)
  assert.deepEqual(await carry(root), { changed: [], conflict: null })
  assert.equal(await readFile(join(root, 'steps/01-a/view.ts'), 'utf8'), HOLE)
})

test('ripple stops at a conflict, and goes on behind it when it is settled', async (t) => {
  const root = await createChain(t)
  const middle = join(root, 'steps/02-b/view.ts')
  await writeFile(join(root, 'solutions/01-a/view.ts'), text(BODY).replace('two', 'zwei'))
  await writeFile(middle, text(BODY).replace('two', 'deux'))
  assert.equal((await carry(root)).conflict, 'steps/02-b/view.ts')
  assert.match(await readFile(middle, 'utf8'), /<<<<<<< later\ndeux/)
  await writeFile(middle, text(BODY).replace('two', 'dos'))
  assert.deepEqual(await carry(root, 'steps/02-b'), {
    changed: ['solutions/02-b/view.ts'],
    conflict: null
  })
})

test('ripple carries a new file and a deleted one, and leaves lessons alone', async (t) => {
  const root = await createChain(t)
  await put(join(root, 'solutions/01-a/errors.ts'), 'new\n')
  await rm(join(root, 'solutions/01-a/view.ts'))
  await writeFile(join(root, 'steps/01-a/README.md'), 'another lesson\n')
  const { changed, conflict } = await carry(root)
  // The last solution has a line of its own in it: what to do with it is for a person.
  assert.equal(conflict, 'solutions/02-b/view.ts')
  assert.deepEqual(changed, [
    'steps/02-b/errors.ts',
    'steps/02-b/view.ts',
    'solutions/02-b/errors.ts'
  ])
})

test('ripple carries bytes that are no text as they are, and spoils none that differ', async (t) => {
  const root = await createChain(t)
  const picture = Buffer.from(Array.from({ length: 3000 }, (_, n) => (n * 37) % 256))
  await writeFile(join(root, 'steps/01-a/sketch.png'), picture)
  assert.equal((await carry(root)).conflict, null)
  const last = join(root, 'solutions/02-b/sketch.png')
  assert.ok((await readFile(last)).equals(picture))

  const own = Buffer.concat([picture, picture])
  await writeFile(last, own)
  await writeFile(join(root, 'steps/02-b/sketch.png'), picture.subarray(1))
  assert.equal((await carry(root, 'steps/02-b')).conflict, 'solutions/02-b/sketch.png')
  assert.ok((await readFile(last)).equals(own))
})
