import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type Autobase from 'autobase'
import b4a from 'b4a'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'

import { restoreBitfields } from '#reference/17-rotation/base/bitfield.ts'
import type { RegistryView } from '#reference/17-rotation/view.ts'

/** A page of a bitfield, and a part of the second. */
const LENGTH = 36_000
/** Not in the copy, where a test wants holes: in its first page, at the seam, and in the second. */
const HOLES = [7, 32_767, 35_999]

test('a core that has taken over two pages of blocks knows them all after a restart', async (t) => {
  const { folder, key } = await makeCopy(t, LENGTH)
  const first = await open(t, folder, key)
  assert.ok(first.core.contiguousLength < LENGTH, 'Hypercore stores the bits as they should be')
  await restart(first.core)
  assert.deepEqual(absent(first.core), [])
  assert.equal(first.core.contiguousLength, LENGTH)

  await first.store.close()
  const { core } = await open(t, folder, key)
  assert.deepEqual(absent(core), [], 'they are stored, too')
  core.core.storage.createBlockStream = () => assert.fail('it looks again')
  await restart(core)
})

test('a block that is not there isn’t noted', async (t) => {
  const { folder, key } = await makeCopy(t, LENGTH, HOLES)
  const { core } = await open(t, folder, key)
  await restart(core)
  assert.deepEqual(absent(core), HOLES)
  assert.equal(core.contiguousLength, HOLES[0])
})

test('a core of one page is left alone', async (t) => {
  const { folder, key } = await makeCopy(t, 1000, [7])
  const { core } = await open(t, folder, key)
  core.core.storage.createBlockStream = () => assert.fail('it looks')
  await restart(core)
  assert.deepEqual(absent(core), [7])
})

/** A core that has taken over all blocks of another but `holes`; its store is closed again. */
async function makeCopy(t: TestContext, length: number, holes: number[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const store = new Corestore(folder)
  const source = store.get({ name: 'source' })
  await source.ready()
  await source.append(Array.from({ length }, (_, index) => b4a.from(`block ${index}`)))
  const prologue = { length, hash: await source.treeHash(length) }
  const manifest = { ...source.manifest, prologue }
  const copy = store.get({ manifest } as never) as Hypercore & Copying
  await copy.ready()
  await copy.core.copyPrologue(source.core.state)
  for (const hole of holes) await copy.clear(hole)
  const { key } = copy
  await store.close()
  return { folder, key }
}

/** What Hypercore has for it. */
interface Copying {
  core: { copyPrologue(source: object): Promise<void> }
  clear(index: number): Promise<unknown>
}

async function open(t: TestContext, folder: string, key: Uint8Array) {
  const store = new Corestore(folder)
  t.after(() => store.close())
  const core = store.get({ key })
  await core.ready()
  return { store, core }
}

/** What a base does with its cores when it opens. */
async function restart(core: Hypercore): Promise<void> {
  const base = { core, view: { core }, _catchupApplyState: async () => true }
  restoreBitfields(base as unknown as Autobase<RegistryView>)
  await base._catchupApplyState()
}

/** The blocks that the core doesn't know to be here. */
function absent({ length, core: { bitfield } }: Hypercore): number[] {
  const found: number[] = []
  for (let at = bitfield.findFirst(false, 0); at < length; at = bitfield.findFirst(false, at + 1)) {
    found.push(at)
  }
  return found
}
