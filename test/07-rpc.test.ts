import b4a from 'b4a'
import c from 'compact-encoding'

import { RegistryService as Reference } from '#reference/06-rpc/service.ts'
import { encode } from '#reference/06-rpc/spec/dispatch/index.js'
import { getEncoding } from '#reference/06-rpc/spec/schema/index.js'
import { createSwarm as referenceSwarm } from '#reference/06-rpc/swarm.ts'
import { RegistryService } from '#work/06-rpc/service.ts'
import { createSwarm } from '#work/06-rpc/swarm.ts'
import { check } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Service } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { createCaller, refusal } from './support/rpc.ts'
import type { Caller } from './support/rpc.ts'
import { until } from './support/until.ts'

interface RpcService extends Service {
  on(event: 'warning', listener: (err: unknown) => void): unknown
  readonly serverKey: Uint8Array
  readonly base: { append(block: Uint8Array): Promise<unknown> }
  put(entry: Entry): Promise<unknown>
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
    skipped(): Promise<number>
  }
}

const work: Kit<RpcService> = { Service: RegistryService, createSwarm }
const reference: Kit<RpcService> = { Service: Reference, createSwarm: referenceSwarm }

const putRequest = getEncoding('@registry/put-request')
const putResponse = getEncoding('@registry/put-response')
const MAX_REQUEST = 64 * 1024

/** Entries that must be refused, and the field that the refusal names. */
const broken: [field: string, what: string, entry: Entry][] = [
  ['name', 'an empty name', { ...llama, name: '' }],
  ['name', 'a name of 201 characters', { ...llama, name: 'x'.repeat(201) }],
  ['name', 'a name with a line break', { ...llama, name: 'lla\nma' }],
  ['name', 'a name with a byte order mark', { ...llama, name: '\ufeffllama' }],
  ['type', 'an empty type', { ...llama, type: '' }],
  ['type', 'a type of 101 characters', { ...llama, type: 'x'.repeat(101) }],
  ['owner', 'an owner of 2001 characters', { ...llama, owner: 'x'.repeat(2001) }],
  ['description', 'a description of 2001 characters', { ...llama, description: 'x'.repeat(2001) }]
]

check(
  'an entry that breaks a rule is refused with INVALID_ENTRY and the name of the field',
  {
    points: 2,
    task: '06.1',
    hints: [
      'problemWith returns the first broken rule, as { field, problem }, or null.',
      'Not empty and no control characters: name and type. At most LIMITS[field] characters: all four texts.',
      "if (CONTROL.test(entry[field])) return { field, problem: 'must have no control characters' }"
    ]
  },
  async (t) => {
    const service = await alone(t)
    for (const [field, what, entry] of broken) {
      const { code, context } = await refusal(service.put(entry))
      t.alike({ code, field: context }, { code: 'INVALID_ENTRY', field }, what)
    }
  }
)

check(
  'an entry at its limits is accepted',
  {
    points: 1,
    task: '06.1',
    hints: [
      'At most 200 means that 200 is fine.',
      'Compare the length with >, not with >=; owner and description may be absent, which is null.',
      "if ((entry[field] ?? '').length > LIMITS[field]) return { field, problem: … }"
    ]
  },
  async (t) => {
    const service = await alone(t)
    const longest = {
      ...llama,
      name: 'n'.repeat(200),
      type: 't'.repeat(100),
      owner: 'o'.repeat(2000),
      description: 'two lines\nare fine here'
    }
    await service.put(longest)
    await service.put(plainEntry(1))
    t.alike(await service.view.get(longest.name), longest)
    t.alike(await service.view.get('entry-1'), plainEntry(1), 'without owner and description')
  }
)

check(
  'a broken entry that a careless writer appends is skipped by apply',
  {
    points: 1,
    task: '06.1',
    hints: [
      'The handler of put-entry asks problemWith as well: it must not throw there.',
      'Return null only if every rule holds; look at each field in turn.',
      'Compare with the table of rules in the lesson; nothing else may be looked at.'
    ]
  },
  async (t) => {
    const service = await alone(t)
    for (const [, , entry] of broken) {
      await service.base.append(encode('@registry/put-entry', entry))
    }
    await service.base.append(encode('@registry/put-entry', mistral))
    await until('the put behind them is read', () => service.view.get('mistral'))
    t.is(await service.view.skipped(), broken.length, 'skipped blocks')
  }
)

check(
  'whatever goes wrong in a handler, the caller gets a code and the server lives',
  {
    points: 3,
    task: '06.2',
    deadline: 20_000,
    hints: [
      'The RPC layer lets a TypeError of a handler end the whole process. Where could you catch it? Is the handler awaited inside the try?',
      'Catch all that the handler throws, and also what the encoding of its answer throws; warn(err) tells the log.',
      'try { return c.encode(getEncoding(response), await handler(decode(request, bytes))) } catch (err) { if (err instanceof RegistryError) throw err; warn(err); throw RegistryError.INTERNAL(err) }'
    ]
  },
  async (t) => {
    const { caller, service } = await connect(t)
    const warnings: unknown[] = []
    service.on('warning', (err) => warnings.push(err))
    const accidents: [what: string, accident: () => unknown][] = [
      ['a TypeError', () => raise(new TypeError('oops'))],
      ['a RangeError', () => raise(new RangeError('oops'))],
      ['a string', () => raise('oops')],
      ['nothing at all', () => raise(undefined)],
      ['an answer that cannot be encoded', () => ({ key: 'no key' })],
      ['no answer', () => undefined]
    ]
    for (const [what, accident] of accidents) {
      Object.assign(service, { status: async () => accident() })
      const { code } = await caller.refusal('status', b4a.alloc(0))
      t.is(code, 'INTERNAL', what)
    }
    t.is(warnings.length, accidents.length, 'errors that the log was told of')
    Reflect.deleteProperty(service, 'status')
    t.alike((await status(caller)).key, service.key, 'status is answered after all that')
  }
)

check(
  'a request that is too large or cannot be decoded is refused, and the server lives',
  {
    points: 2,
    task: '06.2',
    hints: [
      'decode, at the end of rpc.ts, already knows both codes. Is it called inside your try?',
      'An error with a code of our own goes to the caller as it is; only others become INTERNAL.',
      'await handler(decode(request, bytes)) stands inside the try; rethrow err if it is a RegistryError'
    ]
  },
  async (t) => {
    const { caller, service } = await connect(t)
    const entry = c.encode(putRequest, { entry: llama })
    const requests: [what: string, bytes: Uint8Array, code: string][] = [
      ['no bytes', b4a.alloc(0), 'INVALID_REQUEST'],
      ['half an entry', entry.subarray(0, entry.byteLength >> 1), 'INVALID_REQUEST'],
      ['garbage', b4a.alloc(40, 0xff), 'INVALID_REQUEST'],
      ['more than 64 KiB', b4a.alloc(MAX_REQUEST + 1, 1), 'TOO_LARGE']
    ]
    for (const [what, bytes, expected] of requests) {
      t.is((await caller.refusal('put-entry', bytes)).code, expected, what)
    }
    t.alike((await status(caller)).key, service.key, 'status is answered after all that')
  }
)

check(
  'an entry that is put over RPC is stored, and the answer tells where it stands',
  {
    points: 2,
    task: '06.3',
    deadline: 20_000,
    hints: [
      'A handler gets the decoded request and returns what is to be encoded as the answer.',
      'service.put stores the entry and returns its length; it takes durable and timeout as options.',
      'return service.put(request.entry, request)'
    ]
  },
  async (t) => {
    const { caller, service } = await connect(t)
    const first = await put(caller, llama)
    const second = await put(caller, mistral)
    t.alike(await service.view.get('llama'), llama)
    t.is(second.length, first.length + 1, 'length of the writer’s core after the second put')
    t.is(second.signed, false, 'an answer promises no signature unless asked for one')
  }
)

check(
  'puts that come together are stored in order, each with an answer of its own',
  {
    points: 1,
    task: '06.3',
    deadline: 20_000,
    hints: [
      'service.put already gathers what comes together into one append.',
      'Hand each request to service.put as it comes; no queue of your own.',
      'return service.put(request.entry, request)'
    ]
  },
  async (t) => {
    const { caller, service } = await connect(t)
    const entries = Array.from({ length: 20 }, (_, index) => ({
      ...llama,
      type: `version-${index}`
    }))
    const refused = refusal(put(caller, { ...llama, type: '' }))
    const answers = await Promise.all(entries.map((entry) => put(caller, entry)))
    const { code, context } = await refused
    t.alike({ code, field: context }, { code: 'INVALID_ENTRY', field: 'type' }, 'a broken one')
    const lengths = answers.map(({ length }) => length)
    t.alike(
      lengths,
      lengths.toSorted((a, b) => a - b),
      'lengths never fall'
    )
    t.is((await service.view.get('llama'))?.type, 'version-19', 'the last put wins')
  }
)

check(
  'an instance that is not a writer answers NOT_WRITABLE at once',
  {
    points: 1,
    task: '06.3',
    deadline: 20_000,
    hints: [
      'service.put knows whether this instance may write.',
      'Its error has a code already: let it through.',
      'Nothing to add: service.put throws RegistryError.NOT_WRITABLE(), and the wrapper lets it pass.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const first = await startService(net, reference, { seed: 1 })
    const second = await startService(net, work, { seed: 2, bootstrap: first.key })
    const caller = await createCaller(net, second.serverKey)
    t.is((await refusal(put(caller, llama))).code, 'NOT_WRITABLE')
  }
)

check(
  'a durable put is answered when a majority has signed it',
  {
    points: 2,
    task: '06.4',
    deadline: 20_000,
    hints: [
      'How far a writer is signed is known to signedBlocks; the base emits update when it moves.',
      'Look once before you wait: it may be signed already. Then look again after each update.',
      'for await (const _ of changes) if ((await signedBlocks(base)) >= length) return'
    ]
  },
  async (t) => {
    const single = await connect(t)
    const lone = await put(single.caller, llama, { durable: true, timeout: 3000 })
    t.is(lone.signed, true, 'one indexer is a majority: its put is signed already')
    const patient = await put(single.caller, mistral, { durable: true, timeout: 2 ** 40 })
    t.is(patient.signed, true, 'a caller that would wait for ever')

    const net = await createNet(t)
    const [mine] = await deploy(net, [work, reference, reference])
    const caller = await createCaller(net, mine!.serverKey)
    const answer = await put(caller, llama, { durable: true })
    const { length, signedLength } = mine!.view.core
    t.is(answer.signed, true)
    t.alike({ signedLength }, { signedLength: length }, 'the view is signed to its end')
  }
)

check(
  'a durable put without a majority is NOT_SIGNED_YET, and is signed once a majority is back',
  {
    points: 2,
    task: '06.4',
    deadline: 30_000,
    hints: [
      'Waiting ends by itself after timeout milliseconds. What does the caller learn then?',
      'on(…) with an AbortSignal.timeout throws an AbortError when the time is over.',
      "if (err instanceof Error && err.name === 'AbortError') throw RegistryError.NOT_SIGNED_YET(ms)"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [mine, second, third] = await deploy(net, [work, reference, reference])
    await second!.machine.stop()
    await third!.machine.stop()
    const caller = await createCaller(net, mine!.serverKey)
    const late = await refusal(put(caller, llama, { durable: true, timeout: 200 }))
    t.is(late.code, 'NOT_SIGNED_YET')
    t.alike(await mine!.view.get('llama'), llama, 'it was accepted all the same')

    await startService(net, reference, { seed: 2, bootstrap: mine!.key, folder: second!.folder })
    const { core } = mine!.view
    await until('llama is signed', () => core.signedLength === core.length, {
      seen: () => ({ length: core.length, signedLength: core.signedLength })
    })
    t.is((await put(caller, whisper, { durable: true })).signed, true, 'the next durable put')
  }
)

async function connect(t: Parameters<typeof createNet>[0]) {
  const net = await createNet(t)
  const service = await startService(net, work, { seed: 1 })
  return { net, service, caller: await createCaller(net, service.serverKey) }
}

/** A service that nobody calls but the test. */
async function alone(t: Parameters<typeof createNet>[0]) {
  return startService(await createNet(t), work, { seed: 1 })
}

function status(caller: Caller) {
  const request = getEncoding('@registry/status-request')
  return caller.request('status', {}, request, getEncoding('@registry/status'))
}

function put(caller: Caller, entry: Entry, options: { durable?: boolean; timeout?: number } = {}) {
  return caller.request('put-entry', { entry, ...options }, putRequest, putResponse)
}

function raise(thing: unknown): never {
  throw thing
}
