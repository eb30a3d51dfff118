import b4a from 'b4a'
import * as fc from 'fast-check'

import { Acks as ReferenceAcks, signersOf as ourSigners } from '#reference/28-signers/base/acks.ts'
import { RegistryServer as ReferenceServer } from '#reference/28-signers/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/28-signers/net/swarm.ts'
import { RegistryService as Reference } from '#reference/28-signers/service.ts'
import { Acks, signersOf } from '#work/28-signers/base/acks.ts'
import { RegistryServer } from '#work/28-signers/net/server.ts'
import { createSwarm } from '#work/28-signers/net/swarm.ts'
import { RegistryService } from '#work/28-signers/service.ts'
import { FakeBase, INDEXERS, keyOf, playLooks, stretches, tellStretches } from './support/acks.ts'
import { check } from './support/check.ts'
import { deploy } from './support/deploy.ts'
import type { Kit, Server, Service } from './support/deploy.ts'
import { plainEntry } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { outcomeNow, sameAsOurs } from './support/oracle.ts'

interface SigningService extends Service {
  put(
    entry: Entry,
    options?: { durable?: boolean; timeout?: number }
  ): Promise<{ signed?: boolean }>
}

const work: Kit<SigningService, Server> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<SigningService, Server> = {
  Service: Reference,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

/** The three that sign, of five. */
const SIGNERS = [9, 7, 5]
/** As the starter has them. */
const [PACE, PATIENCE, SIGN_OF_LIFE] = [7, 40, 600]
/** Milliseconds until a majority has signed, on a machine that is very busy. */
const SIGNED = 40_000

check(
  'as many indexers sign as make a majority, the greatest keys first',
  {
    points: 3,
    task: '28.1',
    hints: [
      'Of two and of three indexers two make a majority; of four and of five, three.',
      'Sort a copy by core.key, the greatest first, and take more than half.',
      'byKey.slice(0, Math.floor(indexers.length / 2) + 1)'
    ]
  },
  async (t) => {
    const chosen = (pick: typeof signersOf, keys: number[]) => {
      const { linearizer } = new FakeBase(1, keys)
      const numbers = (list: { core: { key: Uint8Array } }[]) => list.map(({ core }) => core.key[0])
      const signers = numbers(pick({ linearizer }))
      return { gives: { signers, 'the list it was given': numbers(linearizer.indexers) } }
    }
    await sameAsOurs(t, {
      inputs: fc.uniqueArray(fc.integer({ min: 1, max: 250 }), { minLength: 1, maxLength: 9 }),
      tell: (keys) => [`indexers with keys of ${keys.join(', ')}`],
      yours: (keys) => [outcomeNow(() => chosen(signersOf, keys).gives)],
      ours: (keys) => [outcomeNow(() => chosen(ourSigners, keys).gives)],
      rule: 'A majority signs, the greatest keys first; the list stays as it was.',
      numRuns: 60
    })
    const three = [6, 8, 3].map((n) => ({ core: { key: keyOf(n) }, length: 1 }))
    const named = signersOf({ linearizer: { indexers: three } }).map(({ core }) => core.key[0])
    t.alike(named, [8, 6], 'of three indexers with keys of 3, 6 and 8')
  }
)

check(
  'a signer signs at every look at a view that stands still',
  {
    points: 1,
    task: '28.2',
    hints: [
      'Whether there is something to sign is what ack finds out.',
      'Nothing has to be spared while no entries come in: ask at each look.',
      'if (this.#grows && …) return … await this.#base.ack()'
    ]
  },
  async (t) => {
    for (const own of SIGNERS) {
      const base = new FakeBase(own, INDEXERS)
      const acks = new Acks(base)
      base.grow()
      for (let look = 0; look < 3; look++) await acks.look()
      t.ok(
        base.asked >= 2,
        `indexer ${own} of ${SIGNERS.join(', ')}: asked ${base.asked} times in 3 looks`
      )
    }
  }
)

check(
  'while entries come in, a signer leaves some looks between two null blocks',
  {
    points: 2,
    task: '28.2',
    hints: [
      '#grows says whether entries come in faster than they are signed, #looks which look this is.',
      'Note at which look a null block was really appended: base.local has grown.',
      'if (this.#grows && this.#looks < this.#last + PACE) return'
    ]
  },
  async (t) => {
    const base = new FakeBase(9, INDEXERS)
    const acks = new Acks(base)
    const at: number[] = []
    for (let look = 1; look <= 3 * PACE; look++) {
      base.grow()
      const before = base.local.length
      await acks.look()
      if (base.local.length > before) at.push(look)
    }
    t.alike(at, [1, 1 + PACE, 1 + 2 * PACE], 'looks at which a growing view got a null block')
  }
)

check(
  'a look that appended nothing is followed by one at which it may',
  {
    points: 1,
    task: '28.2',
    hints: [
      'ack appends nothing where that would help nobody; as soon as it helps, it is high time.',
      'What counts is the last null block, and not the last time you asked.',
      'if (this.#base.local.length > length) this.#last = this.#looks'
    ]
  },
  async (t) => {
    const base = new FakeBase(9, INDEXERS)
    const acks = new Acks(base)
    const look = async () => {
      base.grow()
      await acks.look()
    }
    base.helps = false
    for (let n = 0; n < 3 * PACE + 2; n++) await look()
    const before = base.local.length
    base.helps = true
    await look()
    t.is(base.local.length - before, 1, 'null blocks at the first look at which one helps')
  }
)

check(
  'an indexer that is not needed leaves signing to the signers',
  {
    points: 1,
    task: '28.2',
    hints: [
      'Not every indexer signs.',
      'Without a turn, a look ends before ack.',
      'if (!this.#isSigner() && !this.#standsIn() && …) return'
    ]
  },
  async (t) => {
    const base = new FakeBase(4, INDEXERS)
    const acks = new Acks(base)
    for (let look = 0; look < 3 * PATIENCE; look++) {
      if (look % 3 === 0) base.grow()
      for (const n of SIGNERS) base.write(n)
      await acks.look()
    }
    t.is(base.asked, 0, 'how often indexer 4 was asked to sign, while 9, 7 and 5 do')
  }
)

check(
  'an indexer that is not needed shows once in a while that it is alive',
  {
    points: 1,
    task: '28.2',
    hints: [
      'A block is an indexer’s only sign of life. What would status say about this one under load?',
      '#unheard counts the looks since its own last block.',
      '… && this.#unheard < SIGN_OF_LIFE) return'
    ]
  },
  async (t) => {
    const base = new FakeBase(4, INDEXERS)
    const acks = new Acks(base)
    const at: number[] = []
    for (let look = 1; look <= 2 * SIGN_OF_LIFE + PACE; look++) {
      base.grow()
      for (const n of SIGNERS) base.write(n)
      const before = base.local.length
      await acks.look()
      if (base.local.length > before) at.push(look)
    }
    t.is(
      at.length,
      2,
      `null blocks of indexer 4 in ${2 * SIGN_OF_LIFE + PACE} looks at a growing view`
    )
    t.ok(at[0]! >= SIGN_OF_LIFE, `the first one at look ${at[0]}`)
  }
)

check(
  'it stands in once a signer is silent and nothing is signed, until that one is back',
  {
    points: 2,
    task: '28.3',
    hints: [
      'Two things must be true for more than PATIENCE looks. Which?',
      'Compare #looks with #signed.look, and with the look of each signer in #heard.',
      'Put the ids of those that are silent into #gone; … return signers.some((id) => this.#gone.has(id))'
    ]
  },
  async (t) => {
    const base = new FakeBase(4, INDEXERS)
    const acks = new Acks(base)
    await acks.look()
    base.grow()
    const looks = looker(base, acks)
    t.is(await looks(PATIENCE, 9), 0, `how often it was asked to sign in ${PATIENCE} looks`)
    t.ok((await looks(2, 9)) > 0, 'it signs soon after that')
    base.sign()
    const many = 3 * PATIENCE
    const stillGone = `looks at which it signs, of the ${many} after a signature: 7 and 5 are still gone`
    t.is(await looks(many, 9), many, stillGone)
    base.write(7)
    t.is(await looks(many, 9, 7), many, `looks at which it signs, of ${many}: 5 is still gone`)
    base.write(5)
    const back = 'how often it was asked to sign once both have written again: nothing is unsigned'
    t.is(await looks(many, 9), 0, back)
  }
)

check(
  'one that has left the signers is not waited for',
  {
    points: 1,
    task: '28.3',
    hints: [
      '#gone may hold somebody who was removed: nobody of that name will ever write again.',
      'Ask about those that sign now.',
      'return signers.some((id) => this.#gone.has(id)), and not this.#gone.size > 0'
    ]
  },
  async (t) => {
    const base = new FakeBase(2, INDEXERS)
    const acks = new Acks(base)
    await acks.look()
    base.grow()
    const looks = looker(base, acks)
    t.ok((await looks(PATIENCE + 2, 9, 5, 4)) > 0, 'it stands in: 7 is gone')
    base.sign()
    base.remove(7)
    const asked = await looks(3, 9, 5, 4)
    t.is(asked, 0, 'how often it was asked to sign once 7 is removed: 9, 5 and 4 sign now')
  }
)

check(
  'at every look it does what the reference would',
  {
    points: 2,
    task: '28.3',
    deadline: 30_000,
    hints: [
      'The failure lists what happened before. Play it by hand, look by look.',
      'Is something unsigned? Is a signer silent? Is the view growing? Each has its own condition.',
      'Compare the three conditions with the rules of 28.2 and 28.3, word by word.'
    ]
  },
  async (t) => {
    await sameAsOurs(t, {
      inputs: stretches,
      tell: tellStretches,
      yours: (input) => playLooks(Acks, input),
      ours: (input) => playLooks(ReferenceAcks, input),
      rule: 'Signers sign, and one stands in while one of them is gone and nothing is signed.',
      numRuns: 150
    })
  }
)

check(
  'three instances sign all that is put, with one of the signers gone as well',
  {
    points: 2,
    task: '28.3',
    deadline: 150_000,
    hints: [
      'Without the second signer the third has to notice, and sign.',
      'Is #standsIn asked at each look of an indexer that is no signer?',
      'Run the tests above first: they play the same by hand.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const services = await deploy(net, [work, reference, work])
    const byKey = services.toSorted((a, b) => b4a.compare(b.localKey, a.localKey))
    for (const [at, service] of services.entries()) {
      const put = await service.put(plainEntry(at), { durable: true, timeout: SIGNED })
      t.is(put.signed, true, `a durable put through instance ${at + 1} of three`)
    }
    await byKey[1]!.machine.stop()
    for (const at of [0, 2]) {
      const put = await byKey[at]!.put(plainEntry(9 + at), { durable: true, timeout: SIGNED })
      t.is(put.signed, true, 'a durable put while one of the signers is gone')
    }
  }
)

/** Has it look so many times, with a new block of each writer before each; how often it was asked. */
function looker(base: FakeBase, acks: Acks) {
  return async (count: number, ...writers: number[]) => {
    const before = base.asked
    for (let look = 0; look < count; look++) {
      for (const n of writers) base.write(n)
      await acks.look()
    }
    return base.asked - before
  }
}
