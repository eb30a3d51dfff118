import type Autobase from 'autobase'
import b4a from 'b4a'

import { decodeOperation as ourDecodeOperation } from '#reference/03-dispatch/operations.ts'
import { RegistryService as ReferenceService } from '#reference/03-dispatch/service.ts'
import { encode } from '#reference/03-dispatch/spec/dispatch/index.js'
import { createRouter, decodeOperation } from '#work/03-dispatch/operations.ts'
import { build } from '#work/03-dispatch/schema.ts'
import { RegistryService } from '#work/03-dispatch/service.ts'
import { RegistryView } from '#work/03-dispatch/view.ts'
import { check } from './support/check.ts'
import { blocks } from './support/blocks.ts'
import type { TestContext as Test } from './support/check.ts'
import { createCluster, createStore } from './support/cluster.ts'
import type { Cluster, Peer, PeerView } from './support/cluster.ts'
import { STORAGE_FAULTS, putRejects, tellFault, withFault } from './support/faults.ts'
import { llama, mistral, whisper, zoo } from './support/fixtures.ts'
import { ours } from './support/names.ts'
import { outcome, outcomeNow, sameAsOurs } from './support/oracle.ts'
import { checkOrders } from './support/orders.ts'
import { checkSpec } from './support/spec.ts'
import { until } from './support/until.ts'
import { linesOf, sameCores, sameViews } from './support/views.ts'

const Reference = ours(ReferenceService)

interface DispatchPeer extends Peer {
  base: Peer['base'] & { append(block: Uint8Array): Promise<unknown> }
  view: PeerView & { skipped(): Promise<number> }
}

/** Blocks that hold no operation, by what is wrong with them. */
const bad = {
  garbage: b4a.from('not an operation at all'),
  unknown: b4a.from([99, 1, 2, 3]),
  truncated: encode('@registry/put-entry', llama).subarray(0, 12)
}

/** put-entry asks nothing of it. */
const host = {} as Autobase.Host

check(
  'the schema registers put-entry as an operation that carries an entry',
  {
    points: 2,
    task: '03.1',
    hints: [
      'add-writer, just above, is registered in the same way.',
      'An operation has a name and the struct that it carries; an entry is the struct @registry/entry.',
      "operations.register({ name: 'put-entry', requestType: '@registry/entry' })"
    ]
  },
  (t) => checkSpec(t, build, { step: '03-dispatch', before: '02-autobase' })
)

check(
  'put-entry is routed to the view',
  {
    points: 2,
    task: '03.2',
    hints: [
      'The router gets one handler for each operation; add-writer shows how.',
      'A handler gets the decoded value and the context, which holds the view.',
      "router.add('@registry/put-entry', async (entry, { view }) => { await view.put(entry) })"
    ]
  },
  async (t) => {
    const view = await openView(t)
    await createRouter().dispatch(encode('@registry/put-entry', llama), { view, host })
    await view.flush()
    t.alike(await view.get('llama'), llama, 'what the view holds')
    // Odd, but decoded: other peers store them.
    for (const odd of [
      { ...llama, name: '' },
      { ...mistral, type: '' }
    ]) {
      await createRouter().dispatch(encode('@registry/put-entry', odd), { view, host })
      await view.flush()
      const { name, type } = odd
      t.alike(await view.get(name), odd, `an entry with name '${name}' and type '${type}'`)
    }
    t.is(await view.skipped(), 0, 'skipped')
    await view.close()
  }
)

check(
  'an error of the storage leaves the handler and is not skipped',
  {
    points: 1,
    task: '03.2',
    hints: [
      'Skip what every peer skips alike. A full disk is the trouble of one peer alone.',
      'The handler needs no try: await the put and let what it throws go on.',
      "router.add('@registry/put-entry', async (entry, { view }) => { await view.put(entry) })"
    ]
  },
  async (t) => {
    const view = await openView(t)
    const block = encode('@registry/put-entry', llama)
    for (const fault of STORAGE_FAULTS) {
      // All but put works: a handler that skips instead could do so.
      const failing = withFault(view, { put: () => Promise.reject(fault) })
      const ended = await outcome(() => createRouter().dispatch(block, { view: failing, host }))
      const handedOn = await outcome(() => Promise.reject(fault))
      t.alike(ended, handedOn, `a put into a view${tellFault(fault)}`)
    }
    t.is(await view.skipped(), 0, 'blocks that were counted as skipped')
    await view.close()
  }
)

check(
  'a block that holds an operation is decoded to its name and value',
  {
    points: 1,
    task: '03.3',
    hints: [
      'The spec has a decode beside its encode; it is already imported.',
      'decode returns the operation, or throws. What it returns is the answer.',
      'try { return decode(block) } catch { return null }'
    ]
  },
  async (t) => {
    const operation = decodeOperation(encode('@registry/put-entry', llama))
    t.is(operation?.name, '@registry/put-entry', 'name')
    t.alike(operation?.value, llama, 'value')
    await sameAsOurs(t, {
      inputs: blocks([
        encode('@registry/put-entry', llama),
        encode('@registry/put-entry', mistral),
        encode('@registry/put-entry', { ...llama, name: '' }),
        encode('@registry/put-entry', { ...mistral, type: '\n' })
      ]),
      tell: (block) => [`decodeOperation of <${b4a.toString(block, 'hex')}>`],
      yours: (block) => [outcomeNow(() => decodeOperation(block))],
      ours: (block) => [outcomeNow(() => ourDecodeOperation(block))],
      rule: 'What the spec decodes is the operation, and null stands for what it can’t decode.'
    })
  }
)

for (const [kind, block] of Object.entries(bad)) {
  check(
    `a block that is ${article(kind)} is skipped and counted, and the base lives on`,
    {
      points: 1,
      task: '03.3',
      hints: [
        'A writer may append any bytes. What does apply do when decode throws?',
        'An error that leaves apply closes the base, here and after every restart.',
        'In decodeOperation: try { return decode(block) } catch { return null }'
      ]
    },
    async (t) => {
      t.is(decodeOperation(block), null, 'what decodeOperation answers')
      for (const start of [0xfd, 0xfe, 0xff]) {
        const odd = b4a.concat([b4a.from([start]), b4a.alloc(8, 0xff), block])
        t.is(decodeOperation(odd), null, `behind a number of operation that begins with ${start}`)
      }
      const cluster = await createCluster<DispatchPeer>(t, [RegistryService, Reference])
      await cluster[0]!.base.append(block)
      await cluster[1]!.put(llama)
      await survivesTogether(cluster, 1)
      t.alike(
        await cluster[0]!.view.get('llama'),
        llama,
        'the put of our peer after it, read on yours'
      )
    }
  )
}

check(
  'a zero-byte block leaves no trace on any peer',
  {
    points: 1,
    task: '03.3',
    hints: [
      'Autobase hands a zero-byte block to apply at its own writer, but not on the other peers.',
      'So it must change nothing, not even the count of skipped blocks: apply already passes over it.',
      'In apply.ts, leave the line that passes over a zero-byte block where it is, before decodeOperation.'
    ]
  },
  async (t) => {
    const cluster = await createCluster<DispatchPeer>(t, [RegistryService, Reference])
    await cluster[0]!.base.append(b4a.alloc(0))
    await cluster[1]!.put(llama)
    await survivesTogether(cluster, 0)
    t.alike(
      await cluster[0]!.view.get('llama'),
      llama,
      'the put of our peer after it, read on yours'
    )
  }
)

check(
  'a put is appended as a put-entry operation that our peer understands',
  {
    points: 2,
    task: '03.4',
    hints: [
      'The block is no longer JSON: the spec has an encode of its own.',
      'encode takes the full name of the operation and its value, and returns the bytes to append.',
      "await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))"
    ]
  },
  async (t) => {
    const cluster = await createCluster<DispatchPeer>(t, [RegistryService, Reference])
    await cluster[0]!.putAll(zoo)
    await cluster.network.settle()
    await sameViews(cluster)
    t.is(await cluster[1]!.view.skipped(), 0, 'blocks that our peer had to skip')
    t.alike(await cluster[1]!.view.get('whisper'), whisper, 'what our peer reads')
    const { local } = Object(cluster[0]!.base)
    const { length } = local
    await cluster[0]!.put(whisper)
    t.is(local.length, length + 1, 'blocks of your writer, after a put of what is there already')
    await putRejects(t, cluster[0]!)
  }
)

check(
  'putAll appends its entries as one batch',
  {
    points: 1,
    task: '03.4',
    hints: [
      'append takes one block or an array of blocks.',
      'Blocks that are appended one by one are applied one by one: another peer may see half of them.',
      "await this.base.append(entries.map((entry) => encode('@registry/put-entry', entry)))"
    ]
  },
  async (t) => {
    const long = { ...mistral, description: 'x'.repeat(100_000) }
    const batch = [{ ...llama, type: 'draft' }, llama, long]
    const [alone] = await createCluster<DispatchPeer>(t, [Reference])
    await alone!.putAll(batch)
    const [peer] = await createCluster<DispatchPeer>(t, [RegistryService])
    await peer!.putAll(batch)
    t.is(
      peer!.view.core.length,
      alone!.view.core.length,
      'blocks in the view core, as of one flush'
    )
    t.alike(await peer!.view.get('mistral'), long, 'an entry of 100,000 characters')
    t.alike(await peer!.view.get('llama'), llama, 'of two with one name, the last')
    const cut = { ...llama, driveKey: b4a.alloc(31) }
    await t.exception(peer!.putAll([whisper, cut]), 'a batch with a drive key of 31 bytes')
    await peer!.put(llama)
    t.is(await peer!.view.get('whisper'), null, 'the other entry of that batch, a put later')

    const pair = await createCluster<DispatchPeer>(t, [Reference, RegistryService], {
      admit: 'nobody'
    })
    const refused = await pair[1]!.putAll([llama]).then(
      () => null,
      (err: unknown) => err
    )
    t.ok(refused instanceof Error, 'a put at a peer that is no writer ends with an error')
  }
)

check(
  'your peer skips the same blocks as two of our peers, block for block',
  {
    points: 2,
    task: '03.4',
    hints: [
      'A peer that skips what the others apply, or counts differently, has a different view forever.',
      'Skip what cannot be decoded, and nothing else; view.skip() counts it in the view itself.',
      'In decodeOperation: try { return decode(block) } catch { return null }'
    ]
  },
  async (t) => {
    const cluster = await createCluster<DispatchPeer>(t, [RegistryService, Reference, Reference])
    for (const [index, block] of Object.values(bad).entries()) {
      await cluster[index % 3]!.base.append(block)
      const entry = { ...mistral, type: `round-${index}` }
      await cluster[(index + 1) % 3]!.putAll([{ ...entry, owner: null }, entry])
    }
    await survivesTogether(cluster, Object.keys(bad).length)
    await sameCores(cluster)
    t.is((await linesOf(cluster[0]!.view)).length, 1, 'entries')
  }
)

check(
  'the same puts give the same view in every order of meeting and parting',
  {
    points: 2,
    task: '03.4',
    deadline: 30_000,
    hints: [
      'Read the printed order from the top: which put should the last one to meet have replaced?',
      'A handler may use its value and its context, and nothing else.',
      'router.add(…, async (entry, { view }) => { await view.put(entry) }), and one flush after the loop in apply.'
    ]
  },
  (t) => checkOrders(t, [RegistryService, Reference, Reference])
)

async function openView(t: Test): Promise<RegistryView> {
  const store = await createStore(t, 1)
  const view = new RegistryView(store.get({ name: 'registry' }))
  await view.ready()
  return view
}

/** Waits until all peers are level, have equal views and have skipped so many blocks. */
async function survivesTogether(cluster: Cluster<DispatchPeer>, skipped: number) {
  await cluster.network.settle()
  await sameViews(cluster)
  const counts = () => Promise.all(cluster.map(({ view }) => view.skipped()))
  const equal = async () => (await counts()).every((count) => count === skipped)
  await until(`every peer has skipped ${skipped} block(s)`, equal, { deadline: 3000, seen: counts })
}

function article(kind: string) {
  return kind === 'unknown' ? 'an unknown operation' : kind
}
