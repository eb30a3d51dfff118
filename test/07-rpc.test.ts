import * as fc from 'fast-check'
import b4a from 'b4a'
import c from 'compact-encoding'

import { checkEntry as ourCheckEntry, problemIn as ourProblemIn } from '#reference/07-rpc/entry.ts'
import { RegistryServer as ReferenceServer } from '#reference/07-rpc/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/07-rpc/net/swarm.ts'
import { createRouter as ourRouter } from '#reference/07-rpc/operations.ts'
import { RegistryService as Reference } from '#reference/07-rpc/service.ts'
import { encode } from '#reference/07-rpc/spec/dispatch/index.js'
import { getEncoding } from '#reference/07-rpc/spec/schema/index.js'
import { checkEntry, problemIn } from '#work/07-rpc/entry.ts'
import { RegistryServer } from '#work/07-rpc/net/server.ts'
import { createSwarm } from '#work/07-rpc/net/swarm.ts'
import { createRouter } from '#work/07-rpc/operations.ts'
import { RegistryService } from '#work/07-rpc/service.ts'
import { check } from './support/check.ts'
import { createStore } from './support/cluster.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Server, Service } from './support/deploy.ts'
import { storageFault, tellFault } from './support/faults.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { type Router, playHandler } from './support/handlers.ts'
import { createNet } from './support/net.ts'
import { oddEntries, tellEntry } from './support/odd-entries.ts'
import { outcomeNow, sameAsOurs } from './support/oracle.ts'
import { createCaller, refusal } from './support/rpc.ts'
import type { Caller } from './support/rpc.ts'
import { Scope } from './support/scope.ts'
import type { Owner } from './support/scope.ts'
import { until } from './support/until.ts'

interface RpcService extends Service {
  on(event: 'warning', listener: (err: unknown) => void): unknown
  readonly base: { readonly isIndexer: boolean; append(block: Uint8Array): Promise<unknown> }
  put(entry: Entry): Promise<unknown>
  readonly view: {
    readonly core: { readonly length: number; readonly signedLength: number }
    get(name: string): Promise<Entry | null>
  }
}

const work: Kit<RpcService, Server> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<RpcService, Server> = {
  Service: Reference,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

const putRequest = getEncoding('@registry/put-request')
const putResponse = getEncoding('@registry/put-response')
const MAX_REQUEST = 64 * 1024
const TEST = 30_000

/** Entries that must be refused, and the field that the refusal names. */
const broken: [field: string, what: string, entry: Entry][] = [
  ['name', 'an empty name', { ...llama, name: '' }],
  ['name', 'a name of 201 characters', { ...llama, name: 'x'.repeat(201) }],
  ['name', 'a name that begins with a blank', { ...llama, name: ' llama' }],
  ['name', 'a name that ends with a no-break space', { ...llama, name: 'llama\u00a0' }],
  ['name', 'a name of blanks alone', { ...llama, name: '  ' }],
  ['name', 'a name with a line break', { ...llama, name: 'lla\nma' }],
  ['name', 'a name with an invisible character', { ...llama, name: 'lla\u200bma' }],
  ['name', 'a name that turns the writing direction', { ...llama, name: 'lla\u202ema' }],
  ['name', 'a name with a byte order mark', { ...llama, name: 'lla\ufeffma' }],
  ['type', 'an empty type', { ...llama, type: '' }],
  ['type', 'a type of 101 characters', { ...llama, type: 'x'.repeat(101) }],
  ['type', 'a type that ends with a blank', { ...llama, type: 'test ' }],
  ['type', 'a type with a terminal’s escape', { ...llama, type: '\u001b[2Jtest' }],
  ['owner', 'an owner of 2001 characters', { ...llama, owner: 'x'.repeat(2001) }],
  ['description', 'a description of 2001 characters', { ...llama, description: 'x'.repeat(2001) }]
]
/** No block has it: half of a pair can't be encoded, and becomes a character that may stand there. */
const half: Entry = { ...llama, name: 'lla\ud800ma' }
const halfText: Entry = { ...llama, description: 'half of \ud83e' }
/** The é as e and an accent: it looks like the é of the keyboard. */
const decomposed: Entry = { ...llama, name: 'cafe\u0301' }
/** A variation selector, a joiner, a filler and a tag, which nobody sees. */
const hidden = ['llama\ufe0f', 'lla\u034fma', '\u3164', 'llama\u{e0061}', 'llama\u2800']
const composed: Entry = { ...llama, name: 'caf\u00e9' }
const longest: Entry = {
  ...llama,
  name: '\u00e9'.repeat(200),
  type: 't'.repeat(100),
  owner: 'o'.repeat(2000),
  description: `${'d'.repeat(1900)}\nlines and tabs\tare fine here, and blanks `
}

check(
  'an entry that breaks a rule has a problem, which names the field',
  {
    points: 2,
    task: '07.1',
    hints: [
      'problemIn returns the first broken rule, as { field, problem }, or null. Which rules hold for two of the texts, and which for all four?',
      'name and type: not empty, not text.trim(), not CONTROL. All four: at most LIMITS[field] characters, and not HALF_PAIR.',
      "if (text !== text.trim()) return { field, problem: 'must not begin or end with a blank' }"
    ]
  },
  async (t) => {
    for (const [field, what, entry] of broken) t.is(problemIn(entry)?.field, field, what)
    t.is(problemIn(half)?.field, 'name', 'a name with half of a surrogate pair')
    t.is(problemIn(halfText)?.field, 'description', 'a description with half of a pair')
    const short = { ...llama, driveKey: b4a.alloc(31, 1) }
    t.is(problemIn(short)?.field, 'driveKey', 'a drive key of 31 bytes')
    for (const field of ['owner', 'description'] as const) {
      const blank = { ...llama, [field]: `${'x'.repeat(1999)}  ` }
      t.is(problemIn(blank)?.field, field, `${field} of 2,001 characters, of which two are blanks`)
    }
  }
)

check(
  'an entry at its limits breaks no rule',
  {
    points: 1,
    task: '07.1',
    hints: [
      'At most 200 means that 200 is fine. Only name and type must have nothing of CONTROL.',
      'Compare with >, not with >=; length counts characters, not bytes; owner and description may be null.',
      "if ((entry[field] ?? '').length > LIMITS[field]) return { field, problem: … }, and return null at the end"
    ]
  },
  async (t) => {
    t.is(problemIn(longest), null, 'the longest texts')
    t.is(problemIn(plainEntry(1)), null, 'without owner and description')
    t.is(problemIn({ ...llama, name: 'llama 3 \u{1f999}' }), null, 'an inner blank, and a llama')
    const pairs = '\u{1f999}'.repeat(101)
    t.is(problemIn({ ...llama, name: pairs })?.field, 'name', '101 llamas: length counts 202')
    await sameAsOurs(t, {
      inputs: oddEntries,
      tell: (entry) => [`problemIn of ${tellEntry(entry)}, as its field, and whether it says why`],
      yours: (entry) => [outcomeNow(() => inShort(problemIn(entry)))],
      ours: (entry) => [outcomeNow(() => inShort(ourProblemIn(entry)))],
      rule: 'The rules of the lesson hold for these fields, and no others.',
      numRuns: 400
    })
  }
)

check(
  'put refuses a broken entry with INVALID_ENTRY and the field, and appends nothing',
  {
    points: 2,
    task: '07.2',
    hints: [
      'checkEntry asks problemIn, and throws where it returned a problem.',
      'RegistryError.INVALID_ENTRY takes the field and what is wrong with it. It is thrown, not returned.',
      'const broken = problemIn(entry); if (broken !== null) throw RegistryError.INVALID_ENTRY(broken.field, broken.problem)'
    ]
  },
  async (t) => {
    const mine = await createService(t)
    await mine.put(mistral)
    const { length } = mine.base.local
    for (const [field, what, entry] of broken) {
      const { code, context } = await refusal(mine.put(entry))
      t.alike({ code, field: context }, { code: 'INVALID_ENTRY', field }, what)
    }
    const { code, context } = await refusal(mine.putAll([whisper, half]))
    t.alike({ code, field: context }, { code: 'INVALID_ENTRY', field: 'name' }, 'one of two')
    t.is(mine.base.local.length, length, 'blocks of your writer, after all that')
    await mine.put(longest)
    t.alike(await mine.view.get(longest.name), longest, 'the longest entry is stored')
  }
)

check(
  'a name that looks like another is refused: only the normal form NFC may be put',
  {
    points: 1,
    task: '07.2',
    hints: [
      'An é can be one character or two. Both look the same, and are different names.',
      "A string's normalize('NFC') gives the form with one. What does it give for a text that is already in that form?",
      "if (entry.name !== entry.name.normalize('NFC') || HIDDEN.test(entry.name)) throw RegistryError.INVALID_ENTRY('name', …)"
    ]
  },
  async (t) => {
    const mine = await createService(t)
    const { code, context } = await refusal(mine.put(decomposed))
    t.alike({ code, field: context }, { code: 'INVALID_ENTRY', field: 'name' }, 'e and an accent')
    await mine.put(composed)
    t.alike(await mine.view.get(composed.name), composed, 'é as one character')
    for (const name of hidden) {
      const refused = await refusal(mine.put({ ...llama, name }))
      const what = `the name ${JSON.stringify(name)}, part of which nobody sees`
      t.alike({ code: refused.code, field: refused.context }, { code, field: context }, what)
    }
    for (const name of ['model²', '\ufb01ne', '\uff21']) {
      t.is(
        (await refusal(mine.put({ ...llama, name }))).code,
        'ACCEPTED',
        `NFC, though not NFKC: ${name}`
      )
    }
    await sameAsOurs(t, {
      inputs: oddEntries,
      tell: (entry) => [
        `checkEntry of ${tellEntry(entry)}, as code, field, and whether it says why`
      ],
      yours: (entry) => [outcomeNow(() => refused(checkEntry, entry))],
      ours: (entry) => [outcomeNow(() => refused(ourCheckEntry, entry))],
      rule: 'What breaks a rule is refused, and a name that looks like another; the rest is not.',
      numRuns: 400
    })
  }
)

check(
  'a broken entry that a careless writer appends is skipped by apply',
  {
    points: 2,
    task: '07.3',
    hints: [
      'The handler of put-entry has nobody to tell. What does apply do with a block that holds nothing useful?',
      'Ask problemIn, and let view.skip() count it. Throwing there would stop every peer.',
      'if (problemIn(entry) !== null) return view.skip(); await view.put(entry)'
    ]
  },
  async (t) => {
    const mine = await createService(t)
    for (const [, , entry] of broken) {
      await mine.base.append(encode('@registry/put-entry', entry))
    }
    await mine.base.append(encode('@registry/put-entry', mistral))
    await until('the put behind them is read', () => mine.view.get('mistral'))
    t.is(await mine.view.skipped(), broken.length, 'skipped blocks')
  }
)

check(
  'apply stores a name in another normal form: that rule is for put alone',
  {
    points: 1,
    task: '07.3',
    hints: [
      'What normalize gives depends on the version of Unicode, and so of Node. May two peers differ in apply?',
      'problemIn has only rules that are the same everywhere; checkEntry adds the one about names that look alike.',
      'Ask problemIn in the handler, not checkEntry; and keep normalize out of problemIn'
    ]
  },
  async (t) => {
    const mine = await createService(t)
    await mine.base.append(encode('@registry/put-entry', decomposed))
    await mine.base.append(encode('@registry/put-entry', mistral))
    await until('the put behind it is read', () => mine.view.get('mistral'))
    t.is(await mine.view.skipped(), 0, 'skipped blocks')
    t.alike(await mine.view.get(decomposed.name), decomposed, 'what get answers for that name')
    await sameAsOurs(t, {
      inputs: fc.record({ entry: oddEntries, fault: storageFault }),
      tell: ({ entry, fault }) => [
        `put-entry of ${tellEntry(entry)}${tellFault(fault)}`,
        `the writes for ${tellEntry(entry)}`
      ],
      yours: ({ entry, fault }) => playPut(createRouter, entry, fault),
      ours: ({ entry, fault }) => playPut(ourRouter, entry, fault),
      rule: 'apply skips what breaks a rule, puts the rest as it is, and hands on what fails.',
      numRuns: 200
    })
  }
)

check(
  'an entry that is put over RPC is stored, and the answer tells where it stands',
  {
    points: 2,
    task: '07.4',
    deadline: TEST,
    hints: [
      'methods is a table: a name, two structs, and what is done between them. Each name needs a responder on this connection.',
      'for each [name, method] of Object.entries(methods): rpc.respond(name, BYTES, …). answer turns bytes into bytes: decode, run, encode.',
      'rpc.respond(name, BYTES, (bytes) => answer(method, parts, bytes)); in answer: c.encode(getEncoding(method.response), await method.run(parts, decode(method.request, bytes)))'
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
  'requests that come together each get an answer of their own',
  {
    points: 1,
    task: '07.4',
    deadline: TEST,
    hints: [
      'A responder may run many times at once. What does each run share with the others?',
      'Keep nothing between two requests: each has its bytes, and returns its own.',
      '(bytes) => answer(method, parts, bytes), and no variable outside it'
    ]
  },
  async (t) => {
    const { caller, service } = await connect(t)
    const entries = Array.from({ length: 20 }, (_, at) => ({ ...llama, type: `version-${at}` }))
    const refused = refusal(put(caller, { ...llama, type: '' }))
    const answers = await Promise.all(entries.map((entry) => put(caller, entry)))
    const { code, context } = await refused
    t.alike({ code, field: context }, { code: 'INVALID_ENTRY', field: 'type' }, 'a broken one')
    const lengths = answers.map(({ length }) => length)
    const sorted = lengths.toSorted((a, b) => a - b)
    t.alike(lengths, sorted, 'lengths never fall')
    t.is((await service.view.get('llama'))?.type, 'version-19', 'the last put wins')

    // Like a durable one without a majority.
    const store: (...args: [Entry]) => Promise<unknown> = service.put.bind(service)
    let release = () => {}
    const held = new Promise<void>((resolve) => (release = resolve))
    service.put = async (...args: [Entry]) => {
      if (args[0].name === 'slow') await held
      return store(...args)
    }
    const slow = put(caller, { ...llama, name: 'slow' })
    const quick = await refusal(put(caller, { ...llama, name: 'quick' }))
    t.is(quick.code, 'ACCEPTED', 'a put behind one that waits')
    release()
    await slow
  }
)

check(
  'whatever goes wrong in a method, the caller gets a code and the server lives',
  {
    points: 3,
    task: '07.4',
    deadline: TEST,
    hints: [
      'The RPC layer lets a TypeError of a responder end the whole process. Where could you catch it? Is the method awaited there?',
      'Catch what the method throws, and also what the encoding of its answer throws. Tell the log by the event warning of the service; the caller gets INTERNAL.',
      "try { … } catch (err) { if (err instanceof RegistryError) throw err; parts.service.emit('warning', err); throw RegistryError.INTERNAL(err) }"
    ]
  },
  async (t) => {
    const { caller, service } = await connect(t)
    const warnings: unknown[] = []
    service.on('warning', (err) => warnings.push(err))
    const accidents: [what: string, accident: () => unknown][] = [
      ['a TypeError', () => raise(new TypeError('oops'))],
      ['a RangeError', () => raise(new RangeError('oops'))],
      ['an error with a code that is not ours', () => raise(failure('EIO'))],
      ['a string', () => raise('oops')],
      ['nothing at all', () => raise(undefined)],
      ['an answer that cannot be encoded', () => ({ length: -1 })],
      ['no answer', () => undefined]
    ]
    for (const [what, accident] of accidents) {
      Object.assign(service, { put: async () => accident() })
      const { code } = await refusal(put(caller, llama))
      t.is(code, 'INTERNAL', what)
    }
    t.is(warnings.length, accidents.length, 'errors that the log was told of')
    Reflect.deleteProperty(service, 'put')
    t.is((await put(caller, llama)).signed, false, 'a put is answered after all that')
    const empty = { ...llama, name: '' }
    t.is((await refusal(put(caller, empty))).code, 'INVALID_ENTRY', 'a mistake of the caller')
    t.is(warnings.length, accidents.length, 'it is nothing to tell the log')
  }
)

check(
  'a request that is too large or cannot be decoded is refused, and the server lives',
  {
    points: 2,
    task: '07.4',
    deadline: TEST,
    hints: [
      'decode, at the end of rpc.ts, already knows both codes. Is it called inside your try?',
      'An error with a code of ours goes to the caller as it is; only others become INTERNAL.',
      'await method.run(parts, decode(method.request, bytes)) belongs inside the try; rethrow err if it is a RegistryError'
    ]
  },
  async (t) => {
    const { caller } = await connect(t)
    const entry = c.encode(putRequest, { entry: llama })
    const requests: [what: string, bytes: Uint8Array, code: string][] = [
      ['no bytes', b4a.alloc(0), 'INVALID_REQUEST'],
      ['half an entry', entry.subarray(0, entry.byteLength >> 1), 'INVALID_REQUEST'],
      ['garbage', b4a.alloc(40, 0xff), 'INVALID_REQUEST'],
      ['64 KiB of garbage', b4a.alloc(MAX_REQUEST, 0xff), 'INVALID_REQUEST'],
      ['one byte more', b4a.alloc(MAX_REQUEST + 1, 0xff), 'TOO_LARGE']
    ]
    for (const [what, bytes, expected] of requests) {
      t.is((await caller.refusal('put-entry', bytes)).code, expected, what)
    }
    t.is((await put(caller, longest)).signed, false, 'the longest entry is answered after all that')
  }
)

check(
  'an instance that is not a writer answers NOT_WRITABLE at once',
  {
    points: 1,
    task: '07.4',
    deadline: TEST,
    hints: [
      'service.put knows whether this instance may write.',
      'Its error has a code of ours: let it through.',
      'if (err instanceof RegistryError) throw err'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const ours = await startService(net, reference, { seed: 1 })
    const mine = await startService(net, work, { seed: 2, bootstrap: ours.key })
    const caller = await createCaller(net, mine.serverKey)
    t.is((await refusal(put(caller, llama))).code, 'NOT_WRITABLE')
  }
)

check(
  'a durable put over RPC waits for the majority; without one it is NOT_SIGNED_YET, and stored',
  {
    points: 1,
    task: '07.4',
    deadline: TEST,
    hints: [
      'The request says durable and timeout: do they reach the service?',
      'Give run the request as it was decoded, and send what it returns. NOT_SIGNED_YET is an error of ours.',
      'await method.run(parts, decode(method.request, bytes)); rethrow err if it is a RegistryError'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [mine, ours] = await deploy(net, [work, reference])
    const caller = await createCaller(net, mine!.serverKey)
    t.is(
      (await put(caller, mistral, { durable: true, timeout: 15_000 })).signed,
      true,
      'two online'
    )
    const { length, signedLength } = mine!.view.core
    t.is(signedLength, length, 'signed length of the view, where all of it is signed')
    await ours!.machine.stop()
    const late = await refusal(put(caller, llama, { durable: true, timeout: 200 }))
    t.is(late.code, 'NOT_SIGNED_YET', 'one of two online')
    t.alike(await mine!.view.get('llama'), llama, 'it was accepted all the same')
  }
)

/** A service that no peer knows. */
async function createService(owner: Owner) {
  const scope = new Scope()
  owner.teardown(() => scope.close())
  const service = new RegistryService(await createStore(scope, 1))
  scope.teardown(() => service.close())
  await service.ready()
  return service
}

async function connect(t: Owner) {
  const net = await createNet(t)
  const service = await startService(net, work, { seed: 1 })
  return { service, caller: await createCaller(net, service.serverKey) }
}

function put(caller: Caller, entry: Entry, options: { durable?: boolean; timeout?: number } = {}) {
  return caller.request('put-entry', { entry, ...options }, putRequest, putResponse)
}

/** A problem in any words, but in some. */
function inShort(problem: ReturnType<typeof problemIn>) {
  return problem && { field: problem.field, says: typeof problem.problem === 'string' }
}

/** How an entry is refused; null if it isn't. */
function refused(ask: (entry: Entry) => void, entry: Entry): object | null {
  try {
    ask(entry)
    return null
  } catch (error) {
    const { code, context, message } = Object(error)
    if (code === undefined) throw error
    return { code, context, says: !String(message).endsWith('undefined') }
  }
}

function playPut(router: () => Router, entry: Entry, fault: Error | null) {
  return playHandler(router, encode('@registry/put-entry', entry), { answers: {}, fault })
}

function raise(thing: unknown): never {
  throw thing
}

function failure(code: string): Error {
  return Object.assign(new Error('oops'), { code })
}
