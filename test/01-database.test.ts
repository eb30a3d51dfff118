import { RegistryView as ReferenceView } from '#reference/01-database/view.ts'
import { build as ourBuild } from '#reference/01-database/schema.ts'
import { build } from '#work/01-database/schema.ts'
import { RegistryView } from '#work/01-database/view.ts'
import { check } from './support/check.ts'
import type { TestContext as Test } from './support/check.ts'
import { createStore } from './support/cluster.ts'
import { llama, mistral, plainEntries, plainEntry, whisper, zoo } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { calls, playCalls, tellCalls } from './support/model.ts'
import { outcome, sameAsOurs } from './support/oracle.ts'
import { checkGrowth, checkSpec } from './support/spec.ts'
import { until } from './support/until.ts'

/** More than one block of a tree, or any page, holds. */
const MANY = 300
/** What HyperDB does with a call of a view that is closed. */
const FAILS = { throws: 'Error' }

check(
  'the schema registers an index by type and one by owner',
  {
    points: 2,
    task: '01.1',
    hints: [
      'The index by drive key, just above, is registered in the same way.',
      'An index has a name, the collection that it indexes, and the fields that you look up by.',
      "indexes.register({ name: 'entry-by-type', collection: '@registry/entry', key: ['type'] }), then the same by owner."
    ]
  },
  (t) => {
    checkSpec(t, build, { step: '01-database' })
    checkGrowth(t, build, ourBuild)
  }
)

check(
  'an entry that was put and flushed is found by its name',
  {
    points: 1,
    task: '01.2',
    hints: [
      'put stages an entry, get reads one: one call of the database each.',
      'The collection is called @registry/entry, and its key is the name.',
      "put: await this.#db.insert('@registry/entry', entry). get: return this.#db.get('@registry/entry', { name })."
    ]
  },
  async (t) => {
    const view = await openView(t)
    await view.put(llama)
    await view.flush()
    t.alike(await view.get('llama'), llama, 'what get answers for llama')
  }
)

check(
  'put stores nothing before flush, and flush stores all that is staged',
  {
    points: 1,
    task: '01.2',
    hints: [
      'put stages; flush, which is already written, stores. From step 02 on this difference counts.',
      'insert keeps the row in memory until somebody calls flush: leave that to the caller.',
      "put is one line: await this.#db.insert('@registry/entry', entry)"
    ]
  },
  async (t) => {
    const view = await openView(t)
    const before = view.core.length
    for (const entry of plainEntries(MANY)) await view.put(entry)
    for (const { name } of plainEntries(MANY)) await view.delete(name)
    for (const entry of zoo) await view.put(entry)
    t.is(view.core.length, before, `blocks in the core after ${MANY} puts and deletes`)
    await view.flush()
    t.alike(await names(view.list()), ['llama', 'mistral', 'whisper'], 'stored by one flush')
    await view.close()
    t.alike(
      await outcome(() => view.put(llama)),
      FAILS,
      'a put that fails, on a view that is closed'
    )
  }
)

check(
  'a name that nobody put is null',
  {
    points: 1,
    task: '01.2',
    hints: [
      'Absence is an answer, not an error.',
      'HyperDB already answers null for what is not there.',
      "return this.#db.get('@registry/entry', { name })"
    ]
  },
  async (t) => {
    const view = await openView(t, [llama])
    t.is(await view.get('alpaca'), null, 'what get answers for a name that nobody put')
    await view.close()
    t.alike(
      await outcome(() => view.get('llama')),
      FAILS,
      'a get that fails, on a view that is closed'
    )
  }
)

check(
  'an entry without owner and description is stored, with null for both',
  {
    points: 1,
    task: '01.2',
    hints: [
      'owner and description are optional in the schema.',
      'Pass the entry to insert as it is.',
      "await this.#db.insert('@registry/entry', entry)"
    ]
  },
  async (t) => {
    const { name, type, driveKey } = plainEntry(7)
    const bare = Object.freeze({ name, type, driveKey })
    const view = await openView(t, [bare])
    t.alike(await view.get('entry-7'), plainEntry(7), 'what get answers')
    await view.put({ ...bare, owner: 'meta', description: 'text' })
    await view.flush()
    await view.put(bare)
    await view.flush()
    t.alike(await view.get('entry-7'), plainEntry(7), 'after another put without them')
  }
)

check(
  'entries are found by drive key, by type and by owner',
  {
    points: 2,
    task: '01.3',
    hints: [
      'findByDriveKey, just above, shows the shape: find asks an index for a range.',
      'A range from a value to the same value (gte and lte) is all that is equal to it.',
      "return this.#db.find('@registry/entry-by-type', { gte: { type }, lte: { type } }), then the same by owner."
    ]
  },
  async (t) => {
    const view = await openView(t, zoo)
    t.alike(await names(view.findByDriveKey(whisper.driveKey)), ['whisper'], 'by drive key')
    t.alike(await names(view.findByType('text-generation')), ['llama', 'mistral'], 'by type')
    t.alike(await names(view.findByOwner('meta')), ['llama'], 'by owner')
    t.alike(await names(view.findByType('text')), [], 'half a type is no type')

    // As a caller does who takes the first of them.
    for (const found of [view.findByType('text-generation'), view.findByOwner('meta')]) {
      for await (const _ of found) break
    }
    let closed = false
    void view.close().then(() => (closed = true))
    await until('close() ends, after two finds that were left early', () => closed)
  }
)

check(
  'a second put of the same name replaces the entry, and the indexes follow',
  {
    points: 1,
    task: '01.3',
    hints: [
      'Insert is an upsert: HyperDB takes the old row out of its indexes by itself.',
      'Did you look up by the field of the index, and by no other?',
      'Nothing to write besides insert and the finds: compare your finds with the three index names in schema.ts.'
    ]
  },
  async (t) => {
    const view = await openView(t, zoo)
    const moved = { ...llama, type: 'translation', owner: 'community' }
    await view.put(moved)
    await view.flush()
    t.alike(await view.get('llama'), moved, 'by name')
    t.alike(await names(view.findByType('text-generation')), ['mistral'], 'the old type')
    t.alike(await names(view.findByType('translation')), ['llama'], 'the new type')
    t.alike(await names(view.findByOwner('meta')), [], 'the old owner')
    t.alike(await names(view.findByOwner('community')), ['llama'], 'the new owner')

    const store = await createStore(t, 1)
    const [one, other] = [store, store].map((s) => new RegistryView(s.get({ name: 'registry' })))
    await one!.put(llama)
    await one!.flush()
    t.alike(await other!.get('llama'), llama, 'read by another view on the same core')
    await one!.put(moved)
    await one!.flush()
    t.alike(await other!.get('llama'), moved, 'read there once more, after it was replaced')
  }
)

check(
  'a deleted entry is gone by name and from every index',
  {
    points: 1,
    task: '01.4',
    hints: [
      'A collection deletes by its key.',
      'The key of @registry/entry is the name, in an object, as in get.',
      "await this.#db.delete('@registry/entry', { name })"
    ]
  },
  async (t) => {
    const view = await openView(t, zoo)
    await view.delete('llama')
    await view.flush()
    t.is(await view.get('llama'), null, 'by name')
    t.alike(await names(view.findByDriveKey(llama.driveKey)), [], 'by drive key')
    t.alike(await names(view.findByType('text-generation')), ['mistral'], 'by type')
    t.alike(await names(view.findByOwner('meta')), [], 'by owner')
  }
)

check(
  'deleting what is not there changes nothing',
  {
    points: 1,
    task: '01.4',
    hints: [
      'No check is needed before the delete.',
      'HyperDB ignores a delete of a key that it does not have.',
      "await this.#db.delete('@registry/entry', { name })"
    ]
  },
  async (t) => {
    const view = await openView(t, [mistral])
    await view.delete('alpaca')
    await view.flush()
    t.alike(await names(view.list()), ['mistral'], 'what list gives after the delete')
    await view.close()
    t.alike(
      await outcome(() => view.delete('mistral')),
      FAILS,
      'a delete that fails, on a view that is closed'
    )
  }
)

check(
  'whatever is put, deleted, flushed and asked for, your view answers as ours does',
  {
    points: 1,
    task: '01.4',
    deadline: 30_000,
    hints: [
      'The first line says what was asked, and what your view and ours answered.',
      'Each method is one call of the database. What does yours do besides?',
      'put: insert. get: get. delete: delete. The finds: find, from a value to the same value.'
    ]
  },
  async (t) => {
    const store = await createStore(t, 1)
    await sameAsOurs(t, {
      inputs: calls,
      tell: tellCalls,
      yours: (list) => playCalls(store, RegistryView, list),
      ours: (list) => playCalls(store, ReferenceView, list),
      rule: 'The view stores what it is given, as it is, and finds what is equal.',
      numRuns: 10
    })
    const many = plainEntries(MANY).map((e) => ({ ...e, owner: 'all', driveKey: llama.driveKey }))
    const view = await openView(t, many)
    const finds = [view.findByType('test'), view.findByOwner('all'), view.list()]
    for (const found of [...finds, view.findByDriveKey(llama.driveKey)]) {
      t.is((await names(found)).length, MANY, 'entries found by what all have')
    }
  }
)

/** A view on a core of its own, with these entries stored. */
async function openView(t: Test, entries: Entry[] = []) {
  const store = await createStore(t, 1)
  const view = new RegistryView(store.get({ name: 'registry' }))
  await view.ready()
  for (const entry of entries) await view.put(entry)
  await view.flush()
  return view
}

async function names(entries: AsyncIterable<{ name: string }>) {
  const found: string[] = []
  for await (const { name } of entries) found.push(name)
  return found
}
