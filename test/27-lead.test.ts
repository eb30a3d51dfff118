import type Autobase from 'autobase'
import b4a from 'b4a'
import c from 'compact-encoding'
import ProtomuxRPC from 'protomux-rpc'

import { MAX_BLOCKS } from '#reference/27-lead/net/rpc.ts'
import { RegistryServer as ReferenceServer } from '#reference/27-lead/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/27-lead/net/swarm.ts'
import { RegistryService as Reference } from '#reference/27-lead/service.ts'
import { encode } from '#reference/27-lead/spec/dispatch/index.js'
import { getEncoding } from '#reference/27-lead/spec/schema/index.js'
import { RegistryServer } from '#work/27-lead/net/server.ts'
import { createSwarm } from '#work/27-lead/net/swarm.ts'
import { RegistryService } from '#work/27-lead/service.ts'
import { beforeAppend } from './support/appends.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { deploy, startService } from './support/deploy.ts'
import type { Kit, Placed, Server, Service } from './support/deploy.ts'
import { llama, mistral, plainEntry, whisper } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { createCaller, refusal } from './support/rpc.ts'
import { named, until } from './support/until.ts'

interface Stored {
  key: Uint8Array
  length: number
}

interface LeadService extends Service {
  readonly base: Pick<Autobase<unknown>, 'isIndexer' | 'local' | 'writable'>
  readonly view: { get(name: string): Promise<Entry | null> }
  readonly writer: {
    forward: ((blocks: Uint8Array[]) => Promise<Stored | null>) | null
    receive(blocks: Uint8Array[]): Promise<Stored>
  }
  put(entry: Entry, options?: { durable?: boolean; timeout?: number }): Promise<Put>
  putAll(entries: Entry[]): Promise<Put>
  delete(name: string): Promise<Put>
  drain(): Promise<number>
  status(): Promise<{ skipped: number; indexers: number }>
}

interface Put {
  length: number
  signed?: boolean
}

const work: Kit<LeadService, Server> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<LeadService, Server> = {
  Service: Reference,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

/** Milliseconds that a put may take where the lead doesn't answer, on a very busy machine. */
const LATE = 20_000
/** Puts, of which one at least must reach the lead: it may be late by itself, and rests then. */
const TRIES = 3
/** Milliseconds until a majority has signed, on a machine that is very busy. */
const SIGNED = 40_000
const putLlama = encode('@registry/put-entry', llama)
const deleteLlama = encode('@registry/delete-entry', { name: 'llama' })
const addWriter = encode('@registry/add-writer', { key: b4a.alloc(32, 9), indexer: true })
const batch = (...operations: Uint8Array[]) => encode('@registry/batch', { operations })

check(
  'blocks that another instance has sent are appended here, in their order',
  {
    points: 2,
    task: '27.1',
    deadline: 30_000,
    hints: [
      'The writer has a way to append blocks already: what does it return?',
      'Check what store checks first, append all blocks together, and return where they are.',
      'const stored = this.#append(blocks) … return stored'
    ]
  },
  async (t) => {
    const service = await startService(await createNet(t), work, { seed: 1 })
    const { local } = service.base
    const before = local.length
    let sentOn = 0
    service.writer.forward = async () => {
      sentOn++
      return null
    }
    let appended = 0
    beforeAppend(service, (nth) => void (appended = nth))
    const stored = await service.writer.receive([
      putLlama,
      batch(encode('@registry/put-entry', mistral), deleteLlama)
    ])
    t.ok(b4a.equals(stored.key, local.key), 'the answer names your writer')
    t.is(stored.length, local.length, 'and the length of its core')
    t.ok(local.length >= before + 2, 'two blocks were appended')
    t.is(appended, 1, 'appends of one request: its blocks stay together')
    t.is(sentOn, 0, 'what another instance has sent is sent on, so often')
    await until('mistral is read', () => service.view.get('mistral'))
    t.is(
      await service.view.get('llama'),
      null,
      'llama, put by the first block, deleted by the second'
    )
  }
)

check(
  'what holds more than entries is REFUSED, whoever asks, and a stranger may not ask at all',
  {
    points: 3,
    task: '27.1',
    deadline: 60_000,
    hints: [
      'In your block, add-writer counts as the word of an indexer. Who has asked for it?',
      'onlyEntries tells you about one block. If one is refused, so is the whole request.',
      'if (!blocks.every(onlyEntries)) throw RegistryError.REFUSED(…)'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const service = await startService(net, work, { seed: 1 })
    const before = service.base.local.length
    const upgrade = encode('@registry/upgrade', { announced: 2 })
    const removal = encode('@registry/remove-writer', { key: service.localKey })
    const bad: [string, Uint8Array[]][] = [
      ['add-writer', [addWriter]],
      ['remove-writer', [removal]],
      ['upgrade', [upgrade]],
      ['an entry, then add-writer', [putLlama, addWriter]],
      ['add-writer, then an entry', [addWriter, putLlama]],
      ['a batch with add-writer in it', [batch(putLlama, addWriter)]],
      ['a batch in a batch', [batch(batch(putLlama))]],
      ['bytes that hold no operation', [b4a.from('hello')]],
      ['a zero-byte block', [b4a.alloc(0)]]
    ]
    for (const [name, blocks] of bad) {
      t.is((await refusal(service.writer.receive(blocks))).code, 'REFUSED', name)
    }
    t.is(service.base.local.length, before, 'nothing was appended')
    const stranger = await createCaller(net, service.serverKey)
    t.teardown(() => stranger.close())
    const request = c.encode(getEncoding('@registry/batch'), { operations: [putLlama] })
    t.is((await stranger.refusal('append', request)).code, 'UNAUTHORIZED', 'a stranger asks')
  }
)

check(
  'a writer that drains waits for what others have sent, and takes no more',
  {
    points: 2,
    task: '27.1',
    deadline: 30_000,
    hints: [
      'drain waits for #received. Who puts something into it?',
      'Remember the append before you return it, along with those that are already remembered.',
      'this.#received = Promise.allSettled([this.#received, stored]).then(() => {})'
    ]
  },
  async (t) => {
    const service = await startService(await createNet(t), work, { seed: 1 })
    const sent = service.writer.receive([putLlama])
    const more = service.writer.receive([encode('@registry/put-entry', mistral)])
    const drained = await service.drain()
    const lengths = [(await sent).length, (await more).length]
    t.ok(
      drained >= Math.max(...lengths),
      `drained at ${drained}, after blocks ${lengths.join(', ')}`
    )

    const slow = await startService(await createNet(t), work, { seed: 2 })
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    beforeAppend(slow, (nth) => (nth === 1 ? held : undefined))
    const stuck = slow.writer.receive([putLlama])
    let stored = false
    const next = slow.writer.receive([encode('@registry/put-entry', mistral)])
    void next.then(() => (stored = true))
    let ended = false
    const drain = slow.drain().then((length) => {
      ended = true
      return length
    })
    // It may also wait for the first: then there is nothing more to see.
    await until('the second is stored', () => stored, { deadline: 1500 }).catch(() => {})
    t.is(ended, false, 'whether it has drained while the first of two is not stored')
    letGo()
    const length = await drain
    t.ok(length >= Math.max((await stuck).length, (await next).length), 'it covers both')

    const late = await refusal(service.writer.receive([deleteLlama]))
    t.is(late.code, 'DRAINING', 'a block that comes later')

    const giver = await startService(await createNet(t), work, { seed: 3 })
    let refuse = () => {}
    const refused = new Promise<void>((resolve) => (refuse = resolve))
    giver.writer.forward = () => refused.then(() => null)
    const put = giver.put(whisper)
    const empty = giver.drain()
    refuse()
    const { length: own } = await put
    t.ok((await empty) >= own, 'a put that the lead didn’t store, and that came before the drain')
  }
)

check(
  'what the lead has stored is answered as it says, and what it has not is appended here',
  {
    points: 2,
    task: '27.2',
    deadline: 30_000,
    hints: [
      'forward may be missing, and it may return null. What is to be done then?',
      'Take what forward says if it says something; append to your own core otherwise.',
      'return (await this.forward?.(blocks)) ?? this.#append(blocks)'
    ]
  },
  async (t) => {
    const service = await startService(await createNet(t), work, { seed: 1 })
    const { writer, base } = service
    const sent: Uint8Array[][] = []
    writer.forward = async (blocks) => {
      sent.push(blocks)
      return { key: b4a.alloc(32, 7), length: 77 }
    }
    const before = base.local.length
    t.is((await service.put(llama)).length, 77, 'the length that the lead has told')
    t.alike(sent, [[putLlama]], 'what the lead was given')
    t.is(base.local.length, before, 'your own core, when the lead has stored the entry')
    const together = await service.putAll([llama, mistral])
    t.is(together.length, 77, 'the length that the lead has told of a batch')
    t.is(base.local.length, before, 'your own core, when the lead has stored a batch')
    writer.forward = async () => null
    t.is((await service.put(mistral)).length, base.local.length, 'the lead has stored nothing')
    writer.forward = null
    t.is((await service.put(whisper)).length, base.local.length, 'there is no lead')
    for (const { name } of [mistral, whisper]) {
      await until(`${name} is read`, () => service.view.get(name))
    }
  }
)

check(
  'a change of the members is appended here and never sent on',
  {
    points: 1,
    task: '27.2',
    deadline: 30_000,
    hints: [
      'The lead refuses it from you, and in your own block it counts.',
      'Look at the blocks before you ask forward.',
      'blocks.every(onlyEntries) ? await this.forward?.(blocks) : null'
    ]
  },
  async (t) => {
    const service = await startService(await createNet(t), work, { seed: 1 })
    let asked = 0
    service.writer.forward = async () => {
      asked++
      return { key: b4a.alloc(32, 7), length: 77 }
    }
    const before = service.base.local.length
    await service.addWriter(b4a.alloc(32, 9), { indexer: false })
    t.is(asked, 0, 'requests to the lead')
    t.ok(service.base.local.length > before, 'add-writer stands in your own core')
  }
)

check(
  'all instances choose the same lead, and a durable put waits for the signatures there',
  {
    points: 2,
    task: '27.3',
    deadline: 90_000,
    hints: [
      'The order of the indexers is the same for everybody. Which one do you take?',
      'Go through indexerKeys: at your own key the lead is you; the first peer that is linked and does not rest is the lead.',
      'if (b4a.equals(key, this.#swarm.keyPair.publicKey)) return null … if (peer !== undefined && !this.#rests(peer)) return peer'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const services = await deploy(net, [reference, work, work])
    const lead = leadOf(services)
    const received = spy(lead)
    for (const [at, service] of services.entries()) {
      const put = await service.put(plainEntry(at), { durable: true, timeout: SIGNED })
      t.is(put.signed, true, `a durable put through instance ${at + 1}`)
      const { name } = plainEntry(at)
      await until(`${name} is read at the lead`, () => lead.view.get(name))
    }
    t.is(received(), services.length - 1, 'requests that the lead got from the other two')

    const place = { seed: 4, bootstrap: lead.key }
    const plain = await startService(net, work, place)
    await lead.addWriter(plain.localKey, { indexer: false })
    await until('a fourth one may write', () => plain.base.writable, { deadline: LATE })
    const put = watch(plain)
    const atLead = async () => (await put('through a plain writer')) === 'at the lead'
    const tooMuch = [b4a.alloc(MAX_BLOCKS)]
    let [tries, requests] = [0, 0]
    const afterThese = async () => {
      await until('a plain writer has its puts stored at the lead, too', atLead, { deadline: LATE })
      t.is(await plain.writer.forward!(tooMuch), null, 'blocks that no request has room for')
      const before = received()
      await put('after these')
      requests = received() - before
      // On a busy machine the lead may have been late, and rests for that: it gets none, this once.
      return requests > 0 || ++tries === TRIES
    }
    await until('a put after these is at the lead', afterThese, { deadline: 2 * LATE })
    t.is(requests, 1, 'requests that the lead gets for a put after these')
  }
)

check(
  'while the lead rests, the next in the order is the lead',
  {
    points: 1,
    task: '27.3',
    deadline: 90_000,
    hints: [
      'One that rests is passed over. Who comes after it?',
      'Do not end the search at the first peer that is linked: go on where it rests.',
      'if (peer !== undefined && !this.#rests(peer)) return peer, in the loop'
    ]
  },
  async (t) => {
    const services = await deploy(await createNet(t), [work, work, work])
    const [lead, next, last] = inOrder(services)
    const received = spy(next!)
    let asked = 0
    lead!.writer.receive = async () => {
      asked++
      throw new Error('the disk is full')
    }
    const before = last!.base.local.length
    await last!.put(llama)
    t.is(asked, 1, 'how often the lead was asked')
    t.ok(last!.base.local.length > before, 'what it refused stands in the core of the last')
    await last!.put(mistral)
    t.is(received(), 1, 'requests that the next in the order got')
    t.is(asked, 1, 'how often the lead was asked while it rests')
    await until('mistral is read', () => last!.view.get('mistral'))
    const atLast = spy(last!)
    for (const at of [1, 2]) await next!.put(plainEntry(at))
    t.is(atLast(), 0, 'requests that the last got from the next, which leads meanwhile')
    const soFar = asked
    const again = async () => {
      await last!.put(plainEntry(3))
      return asked > soFar
    }
    await until('the lead is asked again once it has rested', again, { deadline: LATE })
  }
)

check(
  'your instance is the lead where it comes first, and appends by itself',
  {
    points: 1,
    task: '27.3',
    deadline: 90_000,
    hints: [
      'Your own server key is in the list as well.',
      'null means: append here. The lead returns it for itself, at its place in the order.',
      'if (b4a.equals(key, this.#swarm.keyPair.publicKey)) return null'
    ]
  },
  async (t) => {
    // Any of them may have the greatest key.
    const services = await deploy(await createNet(t), [work, work, work])
    const lead = leadOf(services)
    const others = services.filter((service) => service !== lead).map(spy)
    const before = lead.base.local.length
    await lead.put(llama)
    t.ok(lead.base.local.length > before, 'the entry stands in the core of the lead')
    t.alike(
      others.map((count) => count()),
      [0, 0],
      'requests that the others got from it'
    )
  }
)

check(
  'a lead that refuses, hangs or is gone costs no put, and is asked again after its rest',
  {
    points: 3,
    task: '27.4',
    deadline: 120_000,
    hints: [
      'Whatever goes wrong between asking and the answer: the blocks are still to be stored.',
      'Give the request a timeout, catch every error, note when it happened, and return null.',
      'catch { this.#failed.set(lead, performance.now()); return null }'
    ]
  },
  async (t) => {
    const services = await deploy(await createNet(t), [work, work])
    const [first, second] = services
    const [lead, other] = leadOf(services) === first ? [first!, second!] : [second!, first!]
    const put = watch(other)
    const receive = lead.writer.receive.bind(lead.writer)
    let asked = 0
    const behave = (how: (blocks: Uint8Array[]) => Promise<Stored>) => {
      lead.writer.receive = (blocks) => {
        asked++
        return how(blocks)
      }
    }
    behave(async () => {
      throw new Error('the disk is full')
    })
    t.is(await put('that the lead refuses'), 'here')
    t.is(await put('while the lead rests'), 'here')
    t.is(asked, 1, 'how often the lead was asked by then')

    passRest(t)
    behave(() => new Promise(() => {}))
    const clock = stopClock(t)
    const late = put('that the lead never answers')
    await until('the lead is asked after its rest', () => asked === 2)
    clock.passes(2000)
    t.is(await late, 'here')
    // Most of REST_MS, and with the time-out before it more than that.
    clock.passes(2000)
    t.is(await put('while the lead rests after its time-out'), 'here')
    t.is(asked, 2, 'how often it was asked: it rests from the time-out on')
    clock.goesOn()

    passRest(t)
    const answer = garbleAnswers(t)
    t.is(await put('that the lead answers with bytes that mean nothing'), 'here')
    answer.goesOn()

    passRest(t)
    behave(receive)
    t.is(await put('when the lead is well again'), 'at the lead')
    await lead.machine.stop()
    t.is(await put('when the lead is gone'), 'here')
  }
)

check(
  'no answered put is lost when the lead dies with puts under way',
  {
    points: 1,
    task: '27.4',
    deadline: 120_000,
    hints: [
      'A request that was under way when the connection broke has failed: it is still to be stored.',
      'Catch the error of the request, and return null: the queue appends the same blocks here.',
      'A put is answered once, with the writer that really stored it.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const services = await deploy(net, [work, work, work])
    const lead = leadOf(services)
    const others = services.filter((service) => service !== lead)
    const answered: string[] = []
    let next = 0
    const lanes = Array.from({ length: 8 }, async (_, lane) => {
      while (next < 120) {
        const entry = plainEntry(next++)
        await others[lane % others.length]!.put(entry)
        answered.push(entry.name)
        if (answered.length === 40) await lead.machine.stop()
      }
    })
    await Promise.all(lanes)
    t.is(answered.length, 120, 'answered puts')
    const { folder, key } = lead
    const seed = services.indexOf(lead) + 1
    await startService(net, reference, { seed, bootstrap: key, folder })
    for (const [at, service] of others.entries()) {
      for (const name of answered) {
        await until(`${name} is read at survivor ${at + 1}`, () => service.view.get(name), {
          deadline: LATE
        })
      }
    }
  }
)

/** The indexer with the greatest local key. */
function leadOf<S extends LeadService>(services: S[]): S {
  return inOrder(services)[0]!
}

/** The greatest local key first. */
function inOrder<S extends LeadService>(services: S[]): S[] {
  return services.toSorted((a, b) => b4a.compare(b.localKey, a.localKey))
}

/** Counts what an instance receives from others. */
function spy({ writer }: LeadService): () => number {
  const receive = writer.receive.bind(writer)
  let count = 0
  writer.receive = (blocks) => {
    count++
    return receive(blocks)
  }
  return () => count
}

/** Puts through an instance, and tells where the entry was stored: here, or at the lead. */
function watch(service: Placed<LeadService, Server>) {
  const { writer, view, localKey } = service
  const forward = writer.forward!
  const answers: (Stored | null)[] = []
  writer.forward = async (blocks) => {
    const stored = await forward(blocks)
    answers.push(stored)
    return stored
  }
  let next = 0
  return (what: string) =>
    named(`a put ${what}`, async () => {
      const entry = plainEntry(next++)
      const { code, message } = await refusal(service.put(entry))
      if (code !== 'ACCEPTED') return `nowhere: ${message}`
      await until(`${entry.name} is read`, () => view.get(entry.name), { deadline: LATE })
      const key = answers.at(-1)?.key ?? localKey
      return b4a.equals(key, localKey) ? 'here' : 'at the lead'
    })
}

/** From now on, the rest of a lead that has failed is over. */
function passRest(t: TestContext): void {
  const now = performance.now.bind(performance)
  performance.now = () => now() + 11_000
  t.teardown(() => void (performance.now = now))
}

/** From now on whoever asks the lead to append gets one byte, as from a program with a fault. */
function garbleAnswers(t: TestContext): { goesOn(): void } {
  const { prototype } = ProtomuxRPC
  // oxlint-disable-next-line typescript/unbound-method -- it is called with the peer below
  const { request } = prototype
  const goesOn = () => void (prototype.request = request)
  t.teardown(async () => goesOn())
  prototype.request = async function (this: ProtomuxRPC, ...[method, value, options]) {
    if (method !== 'append') return request.call(this, method, value, options)
    const encoding = options?.responseEncoding
    const garbage = b4a.alloc(1)
    return encoding ? c.decode(encoding, garbage) : garbage
  } as typeof request
  return { goesOn }
}

/** Time passes only as the test says. */
function stopClock(t: TestContext) {
  const now = performance.now.bind(performance)
  let at = now()
  performance.now = () => at
  const goesOn = () => void (performance.now = now)
  t.teardown(goesOn)
  return { passes: (ms: number) => void (at += ms), goesOn }
}
