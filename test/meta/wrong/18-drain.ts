import type { WrongSolution } from '../wrong.ts'

const DRAIN =
  'drain answers what is under way, refuses what comes later, and tells how much was written'
const BEHIND = 'removeWriter waits for the blocks of the writer, and is BEHIND if they don’t come'
const LOAD = 'no answered put is lost when a connected writer is drained and taken out under load'
const ADMIN =
  'an admin drains an instance by RPC, and has it taken out with the length in the answer'

const writer = 'base/writer.ts'
const members = 'base/members.ts'
const methods = 'net/methods.ts'
const DRAINED = `    this.#draining = true
    await this.#queue.idle()
    return this.#base.local.length
`
const IDLE = `    await this.#queue.idle()
`
const FIRST_LOOK = `    has = (await appliedBlocks(base, key)) ?? 0
    if (has >= length) return
    for await`
const LOOP = `    for await (const _ of updates) {
      has = (await appliedBlocks(base, key)) ?? 0
      if (has >= length) return
    }
`
const GUARD = `      if (!server.isAdmin(caller)) throw RegistryError.UNAUTHORIZED('drain')
`
const DRAIN_CALL = `      const length = await server.service.drain()
`
const ANSWER = `return { key: server.service.localKey, length }`

/** Its service can't be drained. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'drain refuses nothing',
    edits: [{ file: writer, find: DRAINED, replace: DRAINED.replace(/.*true\n/, '') }],
    fails: [DRAIN, ADMIN],
    message: /ACCEPTED/
  },
  {
    mistake: 'drain refuses only once all is written',
    edits: [
      {
        file: writer,
        find: DRAINED,
        replace: `    await this.#queue.idle()
    this.#draining = true
    return this.#base.local.length
`
      }
    ],
    fails: [DRAIN],
    message: /ACCEPTED/
  },
  {
    mistake: 'drain does not wait for what is under way',
    edits: [{ file: writer, find: DRAINED, replace: DRAINED.replace(/.*idle.*\n/, '') }],
    fails: [DRAIN, ADMIN],
    message: /covers the puts/
  },
  {
    mistake: 'drain reads the length before it waits',
    edits: [
      {
        file: writer,
        find: DRAINED,
        replace: `    this.#draining = true
    const { length } = this.#base.local
    await this.#queue.idle()
    return length
`
      }
    ],
    fails: [DRAIN, ADMIN],
    message: /covers the puts/
  },
  {
    mistake: 'drain returns the length of the view',
    edits: [
      {
        file: writer,
        find: `    return this.#base.local.length`,
        replace: `    return this.#base.view.core.length`
      }
    ],
    fails: [DRAIN, ADMIN],
    message: /no more than the \d+ blocks of this writer/
  },
  {
    mistake: 'removeWriter looks once and goes on',
    edits: [{ file: members, find: LOOP, replace: `` }],
    fails: [BEHIND, LOAD],
    message: /ACCEPTED/
  },
  {
    mistake: 'removeWriter waits for a change before it looks',
    edits: [{ file: members, find: FIRST_LOOK, replace: `    for await` }],
    fails: [BEHIND],
    message: /BEHIND/
  },
  {
    mistake: 'removeWriter wants more than all of it',
    edits: [{ file: members, find: FIRST_LOOK, replace: FIRST_LOOK.replace('>=', '>') }],
    fails: [BEHIND],
    message: /BEHIND/
  },
  {
    mistake: 'BEHIND does not tell how far it is',
    edits: [
      {
        file: members,
        find: FIRST_LOOK,
        replace: `    if (((await appliedBlocks(base, key)) ?? 0) >= length) return
    for await`
      },
      {
        file: members,
        find: LOOP,
        replace: `    for await (const _ of updates) {
      if (((await appliedBlocks(base, key)) ?? 0) >= length) return
    }
`
      }
    ],
    fails: [BEHIND],
    message: /how far it is/
  },
  {
    mistake: 'Anyone may drain an instance',
    edits: [{ file: methods, find: GUARD, replace: `` }],
    fails: [ADMIN],
    message: /a stranger’s drain/
  },
  {
    mistake: 'A stranger is refused, after the instance was drained for him',
    edits: [{ file: methods, find: GUARD + DRAIN_CALL, replace: DRAIN_CALL + GUARD }],
    fails: [ADMIN],
    message: /draining, after a stranger’s drain was refused/
  },
  {
    mistake: 'The answer says nothing of the length',
    edits: [{ file: methods, find: ANSWER, replace: `return { key: server.service.localKey }` }],
    fails: [ADMIN],
    message: /the length in the answer/
  },
  {
    mistake: 'The answer has the key of the base',
    edits: [{ file: methods, find: ANSWER, replace: ANSWER.replace('localKey', 'key') }],
    fails: [ADMIN],
    message: /the key in the answer/
  },
  {
    mistake: 'The length is read before the drain, so a put under way lies beyond it',
    edits: [
      {
        file: methods,
        find: DRAIN_CALL,
        replace: `      const { length } = server.service.base.local
      await server.service.drain()
`
      }
    ],
    fails: [ADMIN],
    message: /the length in the answer, with the put under way/
  },
  {
    mistake: 'The drain is not waited for',
    edits: [
      {
        file: methods,
        find: DRAIN_CALL,
        replace: `      void server.service.drain()
      const { length } = server.service.base.local
`
      }
    ],
    fails: [ADMIN],
    message: /the length in the answer, with the put under way/
  },
  {
    mistake: 'A stranger is told of another method',
    edits: [{ file: methods, find: GUARD, replace: GUARD.replace('drain', 'remove-writer') }],
    fails: [ADMIN],
    message: /what the stranger is told/
  },
  {
    mistake: 'drain waits for half a second at most',
    edits: [
      {
        file: writer,
        find: IDLE,
        replace: `    const late = new Promise((resolve) => setTimeout(resolve, 500))
    await Promise.race([this.#queue.idle(), late])
`
      }
    ],
    fails: [DRAIN],
    message: /length 1 covers the puts/
  },
  {
    mistake: 'A second drain does not wait',
    edits: [
      {
        file: writer,
        find: DRAINED,
        replace: `    if (this.draining) return this.#base.local.length
${DRAINED}`
      }
    ],
    fails: [DRAIN],
    message: /asked for again meanwhile covers them too: 1/
  },
  {
    mistake: 'A second drain is refused',
    edits: [
      {
        file: writer,
        find: DRAINED,
        replace: `    if (this.draining) throw RegistryError.DRAINING()
${DRAINED}`
      }
    ],
    fails: [DRAIN],
    message: /asked for again meanwhile covers them too: DRAINING/
  },
  {
    mistake: 'drain waits for a majority, which may never come',
    edits: [
      {
        file: writer,
        find: IDLE,
        replace: `${IDLE}    await untilSigned(this.#base, this.#base.local.length)
`
      }
    ],
    fails: [DRAIN],
    message: /NOT_SIGNED_YET.*signed or not/
  },
  {
    mistake: 'removeWriter waits for one update, and no longer',
    edits: [
      {
        file: members,
        find: LOOP,
        replace: `    await updates.next()
    has = (await appliedBlocks(base, key)) ?? 0
    if (has >= length) return
    throw RegistryError.BEHIND(has, length)
`
      }
    ],
    fails: [BEHIND],
    message: /3 of its blocks are applied/
  },
  {
    mistake: 'removeWriter waits until its blocks are downloaded, not applied',
    edits: [
      {
        file: members,
        find: FIRST_LOOK,
        replace: `    const core = base.store.get({ key })
    await core.ready()
    has = core.length
    if (has >= length) return await core.close()
    for await`
      },
      {
        file: members,
        find: LOOP,
        replace: `    for await (const _ of updates) {
      has = core.length
      if (has >= length) return await core.close()
    }
`
      }
    ],
    fails: [BEHIND],
    message: /3 of its blocks are applied/
  },
  {
    mistake: 'removeWriter goes on at once where nothing of the writer is here',
    edits: [
      {
        file: members,
        find: FIRST_LOOK,
        replace: FIRST_LOOK.replace('has >= length', 'has >= length || has === 0')
      }
    ],
    fails: [BEHIND],
    message: /3 of its blocks are applied/
  },
  {
    mistake: 'removeWriter sleeps, and looks when its time is nearly over',
    edits: [
      {
        file: members,
        find: LOOP,
        replace: `    await new Promise((resolve) => setTimeout(resolve, ms - 50))
    has = (await appliedBlocks(base, key)) ?? 0
    if (has >= length) return
    throw RegistryError.BEHIND(has, length)
`
      }
    ],
    fails: [BEHIND],
    message: /untilApplied returns, since 7 blocks are applied/
  },
  {
    mistake: 'BEHIND tells what was here at the first look',
    edits: [
      {
        file: members,
        find: LOOP,
        replace: `    for await (const _ of updates) if (((await appliedBlocks(base, key)) ?? 0) >= length) return
`
      }
    ],
    fails: [BEHIND],
    message: /what BEHIND tells of 1 block, then 4/
  },
  {
    mistake: 'BEHIND tells the last number of a writer that was removed meanwhile',
    edits: [{ file: members, find: LOOP, replace: LOOP.replace('?? 0', '?? has') }],
    fails: [BEHIND],
    message: /a writer that was removed/
  }
]
