import { Pressure as Reference } from '#reference/29-pressure/base/pressure.ts'
import { RegistryServer as ReferenceServer } from '#reference/29-pressure/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/29-pressure/net/swarm.ts'
import { RegistryService as ReferenceService } from '#reference/29-pressure/service.ts'
import { Pressure } from '#work/29-pressure/base/pressure.ts'
import { RegistryServer } from '#work/29-pressure/net/server.ts'
import { createSwarm } from '#work/29-pressure/net/swarm.ts'
import { RegistryService } from '#work/29-pressure/service.ts'
import { check } from './support/check.ts'
import { deploy } from './support/deploy.ts'
import type { Kit, Server, Service } from './support/deploy.ts'
import { plainEntries, plainEntry } from './support/fixtures.ts'
import type { Entry } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import { sameAsOurs } from './support/oracle.ts'
import { FakeBase, behind, changes, playChanges, tellChanges, watch } from './support/pressure.ts'
import { until } from './support/until.ts'

interface StoringService extends Service {
  put(entry: Entry): Promise<{ length: number }>
  putAll(entries: Entry[]): Promise<{ length: number }>
}

const work: Kit<StoringService, Server> = {
  Service: RegistryService,
  Server: RegistryServer,
  createSwarm
}
const reference: Kit<StoringService, Server> = {
  Service: ReferenceService,
  Server: ReferenceServer,
  createSwarm: referenceSwarm
}

/** As the starter has them. */
const [MAX_AGE, MIN_BLOCKS, HOLD, NOBODY] = [600, 512, 1400, 30_000]

check(
  'what a majority signs in time is never behind',
  {
    points: 2,
    task: '29.1',
    hints: [
      'Something is unsigned at each look here, but never the same for long.',
      'When what waited is signed, the next length begins to wait: the present one, now.',
      'if (this.#waiting === null || signedLength >= this.#waiting.length) this.#waiting = signedLength < length ? { length, since } : null'
    ]
  },
  async (t) => {
    const base = new FakeBase()
    const pressure = new Pressure(base, base.now)
    const said: boolean[] = []
    for (let look = 0; look < 20; look++) {
      base.ms += MAX_AGE - 100
      const { length } = base.view.core
      base.move(length + 2 * MIN_BLOCKS, length)
      said.push(pressure.look())
    }
    t.alike(new Set(said), new Set([false]), 'looks at a view whose blocks are signed after 500 ms')
  }
)

check(
  'what was cut back waits for nothing',
  {
    points: 1,
    task: '29.1',
    hints: [
      'The view is shorter than the length that waits. Is that still there?',
      'Begin anew with the present length, as if it had been signed.',
      'const isThere = this.#waiting.length <= length'
    ]
  },
  async (t) => {
    const base = new FakeBase()
    const pressure = new Pressure(base, base.now)
    base.move(3000, 0)
    pressure.look()
    base.ms += 500
    base.move(1500, 100)
    t.is(pressure.look(), false, 'a look at a view that was cut back from 3000 blocks to 1500')
    base.ms += MAX_AGE - 100
    base.move(2000, 200)
    t.is(pressure.look(), false, 'a look 500 ms later: the 1500 blocks have not waited for 600 ms')
    base.ms += 200
    base.move(2500, 300)
    t.is(pressure.look(), true, 'a look 200 ms later: now they have')
  }
)

check(
  'a majority is behind from the limits on, and not before',
  {
    points: 2,
    task: '29.2',
    hints: [
      'How long has it waited, how much is unsigned, and when was anything signed? All three count.',
      'Compare each with its constant, and mind which of them may be equal.',
      'length - signedLength >= MIN_BLOCKS, now - waiting.since > MAX_AGE_MS, now - signed.since < NOBODY_MS'
    ]
  },
  async (t) => {
    const look = (unsigned: number, age: number) => {
      const base = new FakeBase()
      const pressure = new Pressure(base, base.now)
      pressure.look()
      base.move(unsigned + 1, 0)
      pressure.look()
      base.ms += age
      base.move(unsigned + 1, 1)
      return pressure.look()
    }
    t.is(look(MIN_BLOCKS, MAX_AGE + 1), true, 'for 601 ms, and 512 blocks are unsigned: behind')
    t.is(look(MIN_BLOCKS - 1, MAX_AGE + 1), false, 'for 601 ms, and 511 blocks: not behind')
    t.is(look(MIN_BLOCKS, MAX_AGE), false, 'for 600 ms, and 512 blocks: not behind')
  }
)

check(
  'without a majority nothing is held back, and with one it is again',
  {
    points: 2,
    task: '29.2',
    hints: [
      'A majority that is gone signs nothing at all. Since when has nothing been signed?',
      '#signed.since is the time at which the signed length was first seen to be what it is.',
      'if (now - this.#signed.since >= NOBODY_MS) return false'
    ]
  },
  async (t) => {
    const { base, pressure } = behind(Pressure)
    t.is(pressure.look(), true, 'a look right after a signature')
    base.ms += NOBODY - 1
    t.is(pressure.look(), true, 'a look 29,999 ms after it')
    base.ms += 1
    t.is(pressure.look(), false, 'a look 30 s after it')
    base.ms += 3_600_000
    base.move(5000, 1)
    t.is(pressure.look(), false, 'a look an hour later')
    base.move(5000, 2)
    t.is(pressure.look(), true, 'a look at the first block that is signed after that')

    const quiet = new FakeBase()
    const calm = new Pressure(quiet, quiet.now)
    quiet.move(1000, 1000)
    calm.look()
    quiet.ms += 2 * NOBODY
    calm.look()
    quiet.move(3000, 1000)
    calm.look()
    quiet.ms += MAX_AGE + 1
    t.is(calm.look(), true, 'a burst after a minute in which all was signed: behind, not alone')
  }
)

check(
  'at every look it says what the reference would',
  {
    points: 2,
    task: '29.2',
    hints: [
      'The failure lists what happened before. Play it by hand, look by look.',
      'What waits at that look, and since when? What is signed, and since when?',
      'Compare #note with both rules of 29.1, and the three conditions with 29.2, word by word.'
    ]
  },
  async (t) => {
    await sameAsOurs(t, {
      inputs: changes,
      tell: tellChanges,
      yours: (list) => playChanges(Pressure, list),
      ours: (list) => playChanges(Reference, list),
      rule: 'Behind is what has waited for too long, while a majority still signs.',
      numRuns: 400
    })
  }
)

check(
  'puts wait while a majority is behind, and go on at the update with which it no longer is',
  {
    points: 2,
    task: '29.3',
    hints: [
      'settle has three ways out: not behind, no longer behind, and time is up.',
      'Not each update brings a signature: look again after each.',
      'while (!signal.aborted && this.look()) await once(this.#base, "update", { signal })'
    ]
  },
  async (t) => {
    const idle = new FakeBase()
    const free = watch(new Pressure(idle, idle.now).settle())
    t.is(await free.waits(), false, 'whether a put waits while nothing is unsigned')
    t.is(idle.listenerCount('update'), 0, 'listeners for update that it has left behind')

    const { base, pressure } = behind(Pressure)
    const held = watch(pressure.settle())
    t.is(await held.waits(), true, 'whether a put waits while a majority is behind')
    base.move(900, 1)
    t.is(await held.waits(), true, 'whether it waits after an update that has signed nothing more')
    base.move(900, 601)
    t.is(await held.waits(), false, 'whether it waits after the update with which all is signed')
    t.is(base.listenerCount('update'), 0, 'listeners that are left for update')

    const cut = behind(Pressure)
    const freed = watch(cut.pressure.settle())
    t.is(await freed.waits(), true, 'whether a put waits before the view is cut back')
    cut.base.move(300, 1)
    t.is(await freed.waits(), false, 'whether it waits after the view was cut back to 300 blocks')

    const failing = behind(Pressure)
    failing.base.on('error', () => {})
    const failure = failing.pressure.settle().then(
      () => null,
      (err) => err
    )
    failing.base.emit('error', new Error('of the base'))
    // It may end the wait or not: the next update does.
    failing.base.move(900, 900)
    t.is(await failure, null, 'what an error of the base, meanwhile, came to for the caller')
    t.is(failing.base.listenerCount('update'), 0, 'listeners that are left after it')
  }
)

check(
  'a put waits for so long and no longer, and leaves nothing behind',
  {
    points: 2,
    task: '29.3',
    deadline: 30_000,
    hints: [
      'A majority may be behind for a minute. What ends the wait then?',
      'AbortSignal.timeout(HOLD_MS) ends one wait of once; who looks whether it has ended?',
      'once(…, { signal }) rejects when time is up: catch that, and leave the loop'
    ]
  },
  async (t) => {
    const { base, pressure } = behind(Pressure)
    base.on('update', () => {})
    // However many updates come: a wait that begins anew with each of them never ends.
    const updates = setInterval(() => base.emit('update'), 20)
    t.teardown(() => clearInterval(updates))
    const begun = performance.now()
    const settled = pressure.settle()
    t.is(await watch(settled).waits(), true, 'whether a put waits while a majority is behind')
    // The one that comes later has its own time: it must outlast the first.
    await until('half of HOLD_MS has passed', () => performance.now() - begun > HOLD / 2)
    const later = watch(pressure.settle())
    await settled
    // A timer may end a little early by another clock.
    t.ok(performance.now() - begun > HOLD * 0.9, 'it has waited for HOLD_MS')
    t.is(pressure.look(), true, 'and a majority is still behind')
    t.is(await later.waits(), true, 'whether a put that came later waits for its own time')
    const next = watch(pressure.settle())
    t.is(await next.waits(), true, 'whether the next put waits, too')
    base.move(900, 900)
    t.is(await next.waits(), false, 'whether it waits once all is signed')
    t.is(base.listenerCount('update'), 1, 'listeners for update, one of which is the grader’s')
    t.is(base.listenerCount('error'), 0, 'listeners that are left for error')
  }
)

check(
  'with the others gone, puts go on',
  {
    points: 1,
    task: '29.3',
    deadline: 120_000,
    hints: [
      'Nobody is left to sign. What does each put wait for?',
      'A wait ends after HOLD_MS, and after NOBODY_MS there is none.',
      'Run the tests above first: they play the same by hand.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const [yours, ours] = await deploy(net, [work, reference])
    await yours!.putAll(plainEntries(20))
    await ours!.machine.stop()
    let { length: last } = await yours!.putAll(plainEntries(200))
    const since = performance.now()
    // Nothing but time makes a majority late, and this base has the clock of the machine.
    const late = () => performance.now() - since > MAX_AGE
    await until('these 200 entries have waited for 600 ms', late)
    for (let batch = 0; batch < 4; batch++) {
      const { length } = await yours!.putAll(plainEntries(200))
      t.ok(length > last, `batch ${batch + 1} of 200 entries is stored`)
      last = length
    }
    t.ok((await yours!.put(plainEntry(1))).length > last, 'and a lone put after them')
  }
)
