import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'

import type { Outcome } from './oracle.ts'

/** What happens to a queue: a put arrives, or the append under way ends. */
export type Happening = { do: 'push'; bytes: number[] } | { do: 'store' | 'fail' }

const KIB = 1024
const bytes = fc.constantFrom(10, 100, 90 * KIB, 130 * KIB, 255 * KIB, 256 * KIB, 300 * KIB)
const push = fc
  .array(bytes, { minLength: 1, maxLength: 4 })
  .map((list): Happening => ({ do: 'push', bytes: list }))
const many = fc
  .integer({ min: 250, max: 260 })
  .map((count): Happening => ({ do: 'push', bytes: Array.from({ length: count }, () => 8) }))
const end = fc.constantFrom<Happening>({ do: 'store' }, { do: 'store' }, { do: 'fail' })
export const happenings = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: push },
    { weight: 1, arbitrary: many },
    { weight: 4, arbitrary: end }
  ),
  { minLength: 2, maxLength: 12 }
)

export function tellHappenings(list: Happening[]): string[] {
  const told = list.map((each) => {
    if (each.do !== 'push') return each.do === 'store' ? 'the append ends' : 'the append fails'
    return `a put of ${each.bytes.length} operation(s), ${each.bytes.slice(0, 4).join(', ')} bytes`
  })
  return [...told, 'the answers, once all is over']
}

interface Queue {
  push(operations: Uint8Array[]): Promise<number>
}

/** Plays it on a queue; tells what is being appended after each, and in the end all answers. */
export async function playQueue(
  QueueOf: new (append: (blocks: Uint8Array[]) => Promise<number>) => Queue,
  list: Happening[]
): Promise<Outcome[]> {
  const appends: number[][] = []
  const open: { resolve: (length: number) => void; reject: (err: Error) => void }[] = []
  const answers: string[] = []
  let length = 0
  const queue = new QueueOf((blocks) => {
    appends.push(blocks.map(({ byteLength }) => byteLength))
    return new Promise((resolve, reject) => open.push({ resolve, reject }))
  })
  const play = async (each: Happening, number: number) => {
    if (each.do === 'push') {
      const operations = each.bytes.map((size) => new Uint8Array(size).fill(number))
      queue.push(operations).then(
        (at) => answers.push(`put ${number}: ${at}`),
        (err: Error) => answers.push(`put ${number}: ${err.message}`)
      )
    } else if (each.do === 'store') open.shift()?.resolve(++length)
    else open.shift()?.reject(new Error(`append ${appends.length} failed`))
    await turn()
    return { gives: { appends: structuredClone(appends), underWay: open.length } }
  }
  const outcomes: Outcome[] = []
  for (const [number, each] of list.entries()) outcomes.push(await play(each, number + 1))
  while (open.length > 0) await play({ do: 'store' }, 0)
  return [...outcomes, { gives: answers }]
}
