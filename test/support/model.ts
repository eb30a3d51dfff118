import * as fc from 'fast-check'
import b4a from 'b4a'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'

import type { Entry } from './fixtures.ts'
import { type Outcome, outcome } from './oracle.ts'

/** What the graders ask of a view on a core. */
export interface View {
  readonly core: Hypercore
  ready(): Promise<void>
  close(): Promise<void>
  get(name: string): Promise<Entry | null>
  list(): AsyncIterable<Entry>
  findByDriveKey(key: Uint8Array): AsyncIterable<Entry>
  findByType(type: string): AsyncIterable<Entry>
  findByOwner(owner: string): AsyncIterable<Entry>
  put(entry: Entry): Promise<unknown>
  delete(name: string): Promise<unknown>
  flush(): Promise<unknown>
}

type ViewClass = new (core: Hypercore) => View

/** A call of a view; `elsewhere` lists what another view on the same core holds. */
export type Call =
  | { do: 'put'; entry: Entry }
  | { do: 'delete' | 'get' | 'findByType' | 'findByOwner'; text: string }
  | { do: 'findByDriveKey'; drive: number }
  | { do: 'flush' | 'list' | 'elsewhere' | 'reopen' }

// cspell:ignore llam сhat метa
// Names, types and owners that begin alike, differ in case or in a blank, or are in another script.
const NAMES = ['llama', 'llama-2', 'llam', 'Llama', ' llama', 'llama ', 'ラマ', 'l'.repeat(128)]
const TYPES = ['chat', 'chat-2', 'cha', 'Chat', 'сhat']
const OWNERS = ['meta', 'meta-llama', 'met', 'Meta', 'метa', ' meta']
const text = (values: string[]) => fc.constantFrom(...values)

const entry: fc.Arbitrary<Entry> = fc
  .record({
    name: text(NAMES),
    drive: fc.integer({ min: 1, max: 3 }),
    type: text(TYPES),
    owner: fc.oneof(text(OWNERS), fc.constant(null), fc.constant('')),
    description: fc.constantFrom(null, 'A model that chats', 'x'.repeat(2000))
  })
  .map(({ drive, ...rest }) => ({ ...rest, driveKey: b4a.alloc(32, drive) }))
const put = entry.map((value): Call => ({ do: 'put', entry: value }))
const plain = (...names: ('flush' | 'list' | 'elsewhere' | 'reopen')[]) => {
  return fc.constantFrom(...names).map((name): Call => ({ do: name }))
}
const asked = (name: 'delete' | 'get' | 'findByType' | 'findByOwner', values: string[]) => {
  return text(values).map((value): Call => ({ do: name, text: value }))
}
const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 5, arbitrary: put },
  { weight: 3, arbitrary: plain('flush') },
  { weight: 2, arbitrary: asked('delete', NAMES) },
  { weight: 2, arbitrary: asked('get', NAMES) },
  { weight: 1, arbitrary: plain('list', 'elsewhere') },
  { weight: 1, arbitrary: plain('reopen') },
  { weight: 2, arbitrary: asked('findByType', TYPES) },
  { weight: 2, arbitrary: asked('findByOwner', OWNERS) },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 3 })
      .map((drive): Call => ({ do: 'findByDriveKey', drive }))
  }
)
/** Calls in a row; at the end what is stored is read, and found by what begins alike. */
export const calls = fc.array(call, { minLength: 4, maxLength: 24 }).map((list): Call[] => {
  const owners = OWNERS.map((value): Call => ({ do: 'findByOwner', text: value }))
  const types = TYPES.map((value): Call => ({ do: 'findByType', text: value }))
  return [...list, { do: 'flush' }, { do: 'elsewhere' }, ...owners, ...types]
})

export function tellCalls(list: Call[]): string[] {
  return list.map((each) => {
    if (each.do === 'put') {
      const { name, type, owner, driveKey } = each.entry
      return `put '${name}' (type '${type}', owner ${owner === null ? 'null' : `'${owner}'`}, drive key ${driveKey[0]})`
    }
    if (each.do === 'findByDriveKey') return `findByDriveKey(drive key ${each.drive})`
    if (each.do === 'elsewhere') return 'list on another view of the same core'
    if (each.do === 'reopen') return 'close the view and open one on the same core'
    return 'text' in each ? `${each.do}('${each.text}')` : `${each.do}()`
  })
}

let count = 0

/** Plays calls on a view of a core of their own, and tells what came of each. */
export async function playCalls(
  store: Corestore,
  ViewOf: ViewClass,
  list: Call[]
): Promise<Outcome[]> {
  const core = store.get({ name: `view-${count++}` })
  let view = await open(core, ViewOf)
  const outcomes: Outcome[] = []
  for (const each of list) {
    if (each.do === 'reopen') {
      await view.close()
      view = await open(store.get({ key: core.key }), ViewOf)
    }
    outcomes.push(await outcome(() => answer(view, each, ViewOf, store)))
  }
  await view.close()
  return outcomes
}

async function open(core: Hypercore, ViewOf: ViewClass): Promise<View> {
  const view = new ViewOf(core)
  await view.ready()
  return view
}

async function answer(view: View, each: Call, ViewOf: ViewClass, store: Corestore) {
  switch (each.do) {
    case 'put':
      await view.put(each.entry)
      return view.core.length
    case 'delete':
      await view.delete(each.text)
      return view.core.length
    case 'get':
      return view.get(each.text)
    case 'findByType':
    case 'findByOwner':
      return collect(view[each.do](each.text))
    case 'findByDriveKey':
      return collect(view.findByDriveKey(b4a.alloc(32, each.drive)))
    case 'flush':
      await view.flush()
      return view.core.length
    case 'list':
    case 'reopen':
      return collect(view.list())
    case 'elsewhere': {
      const other = await open(store.get({ key: view.core.key }), ViewOf)
      const found = await collect(other.list())
      await other.close()
      return found
    }
  }
}

async function collect(entries: AsyncIterable<Entry>): Promise<Entry[]> {
  const found: Entry[] = []
  for await (const each of entries) found.push(each)
  return found
}
