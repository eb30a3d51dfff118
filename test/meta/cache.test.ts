import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import b4a from 'b4a'
import { raw } from 'compact-encoding'
import Corestore from 'corestore'
import * as fc from 'fast-check'
import type Hypercore from 'hypercore'

import { cacheBlocks } from '#reference/29-pressure/base/cache.ts'
import { RegistryView } from '#reference/29-pressure/view.ts'

/** What is done with a view: `put` and `delete` take a name's number, `cut` says how many flushes go. */
type Step =
  | { do: 'put' | 'delete'; name: number }
  | { do: 'flush' | 'begin' | 'finish' }
  | { do: 'cut'; flushes: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('put' as const), name: fc.nat(40) })
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('delete' as const), name: fc.nat(40) })
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('flush' as const, 'begin' as const, 'finish' as const)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('cut' as const),
      flushes: fc.integer({ min: 1, max: 4 })
    })
  }
)

let folder = ''
let store: Corestore
let cores = 0
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'registry-cache-'))
  store = new Corestore(folder)
})
after(async () => {
  await store.close()
  await rm(folder, { recursive: true, force: true })
})

for (const half of [300, 3000, undefined]) {
  test(`a view reads the same through a cache, whatever is cut back: half of ${half ?? 'the default'}`, async () => {
    const steps = fc.array(step, { minLength: 20, maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(steps, async (list) => {
        const plain = await play(list, nextCore())
        const cached = await play(list, cacheBlocks(nextCore(), half))
        assert.deepEqual(cached, plain)
      }),
      { numRuns: 12, seed: 29 }
    )
  })
}

test('a look-up after a flush reads nothing from the disk, nor does the next put', async () => {
  const core = nextCore()
  const read: number[] = []
  countReads(core, read)
  const view = new RegistryView(cacheBlocks(core))
  await view.ready()
  for (let at = 0; at < 200; at++) {
    await view.put(entryOf(at, 0))
    if (at % 10 !== 0) continue
    await view.flush()
    assert.notEqual(await view.get(nameOf(at)), null)
  }
  await view.flush()
  assert.equal((await names(view)).length, 200)
  await view.close()
  assert.deepEqual(read, [])
})

test('what was asked for before a cut and comes after it is not kept', async () => {
  const core = new SlowCore()
  const cached = cacheBlocks(core as unknown as Hypercore)
  const early = cached.get(3, { valueEncoding: raw })
  core.emit('truncate', 2)
  core.asked[0]!(b4a.from('old'))
  assert.equal(b4a.toString(await early), 'old')
  const late = cached.get(3, { valueEncoding: raw })
  core.asked[1]!(b4a.from('new'))
  assert.equal(b4a.toString(await late), 'new')
})

test('a core that was cut back twice to one length, in one write, is read anew', async () => {
  const batch = nextCore().session({ name: 'batch', writable: true })
  await batch.ready()
  const atom = store.storage.createAtom()
  const writer = batch.session({ atom, writable: true })
  await writer.ready()
  const reader = cacheBlocks(batch.session({ writable: false }))
  await writer.append(['first', 'old'].map((text) => b4a.from(text)))
  await atom.flush()
  assert.equal(b4a.toString(await reader.get(1, { valueEncoding: raw })), 'old')
  for (const text of ['undone', 'new']) {
    await writer.truncate(1)
    await writer.append([b4a.from(text)])
  }
  await atom.flush()
  assert.equal(b4a.toString(await reader.get(1, { valueEncoding: raw })), 'new')
  for (const core of [reader, writer, batch]) await core.close()
})

test('a snapshot from before a cut reads what was there, and leaves it to nobody else', async () => {
  const core = cacheBlocks(nextCore())
  await core.ready()
  await core.append(['first', 'old'].map((text) => b4a.from(text)))
  const snapshot = core.snapshot()
  await snapshot.ready()
  await core.truncate(1)
  await core.append([b4a.from('new')])
  for (const [session, text] of [
    [core, 'new'],
    [snapshot, 'old'],
    [core, 'new']
  ] as const) {
    assert.equal(b4a.toString(await session.get(1, { valueEncoding: raw })), text)
  }
  await snapshot.close()
  await core.close()
})

test('of a core that closes nothing is answered from the cache', async () => {
  const core = cacheBlocks(nextCore())
  await core.ready()
  await core.append([b4a.from('one')])
  assert.equal(b4a.toString(await core.get(0, { valueEncoding: raw })), 'one')
  await core.close()
  await assert.rejects(core.get(0, { valueEncoding: raw }), { code: 'SESSION_CLOSED' })
})

/** A core of which each get waits until the test answers it. */
class SlowCore extends EventEmitter {
  readonly fork = 0
  readonly opened = true
  readonly closing = null
  readonly asked: ((block: Uint8Array) => void)[] = []

  get(): Promise<Uint8Array> {
    return new Promise((resolve) => this.asked.push(resolve))
  }

  append(): void {}

  session(): this {
    return this
  }
}

/** What a view of that core answers to each step; look-ups that were begun go on over cuts. */
async function play(list: Step[], core: Hypercore): Promise<unknown[]> {
  const view = new RegistryView(core)
  await view.ready()
  const lengths = [0]
  const answers: unknown[] = []
  let begun: AsyncIterator<{ name: string }> | null = null
  for (const [at, each] of list.entries()) {
    if (each.do === 'put') await view.put(entryOf(each.name, at))
    if (each.do === 'delete') await view.delete(nameOf(each.name))
    if (each.do === 'begin' && begun === null) {
      begun = view.list()[Symbol.asyncIterator]()
      answers.push(await outcome(begun.next()))
    }
    if (each.do === 'finish' && begun !== null) {
      answers.push(await rest(begun))
      begun = null
    }
    if (each.do === 'flush') {
      await view.flush()
      lengths.push(core.length)
    }
    if (each.do === 'cut') {
      // Not to nothing: the first block says that this is a tree.
      lengths.splice(Math.max(lengths.length - each.flushes, 2))
      if (lengths.length > 1) await core.truncate(lengths.at(-1)!)
    }
    answers.push(await names(view), await view.get(nameOf(7)), core.length)
  }
  if (begun !== null) await rest(begun)
  await view.close()
  return answers
}

async function rest(begun: AsyncIterator<{ name: string }>): Promise<unknown[]> {
  const found: unknown[] = []
  for (;;) {
    const next = await outcome(begun.next())
    found.push(next)
    if (!('gives' in next) || next.gives.done === true) return found
  }
}

type Outcome<Value> = { gives: Value } | { throws: unknown }

async function outcome<Value>(call: Promise<Value>): Promise<Outcome<Value>> {
  return call.then(
    (gives) => ({ gives }),
    (err: unknown) => ({ throws: err instanceof Error && 'code' in err ? err.code : err })
  )
}

async function names(view: RegistryView): Promise<string[]> {
  const found: string[] = []
  for await (const { name, description } of view.list()) found.push(`${name} ${description}`)
  return found
}

function nextCore(): Hypercore {
  return store.get({ name: `core-${cores++}` })
}

/** Notes the place of each block that is read of a core, or of a session of it. */
function countReads(core: Hypercore, read: number[]): void {
  const [get, session] = [core.get.bind(core), core.session.bind(core)]
  core.get = (at, options) => {
    read.push(at)
    return get(at, options)
  }
  core.session = (options) => {
    const made = session(options)
    countReads(made, read)
    return made
  }
}

function nameOf(number: number): string {
  return `model-${(number * 37) % 211}`
}

function entryOf(number: number, version: number) {
  return {
    name: nameOf(number),
    driveKey: b4a.alloc(32, number % 7),
    type: `type-${number % 3}`,
    owner: null,
    description: String(version)
  }
}
