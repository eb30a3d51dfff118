import b4a from 'b4a'

/** What is wrong: at which instance, and with which entry if it is about one; `%` stands for the instance. */
export interface Fault {
  key: string
  sentence: string
  entry?: string
}

/** One instance as it is found; status is null if it does not answer. */
export interface Found {
  key: string
  ended: boolean
  status: { viewKey: Uint8Array; length: number; signedLength: number; indexers: number } | null
}

/** What a person would look at first in instances that ought to be level, and are not. */
export function faultOf(found: Found[], [lost]: string[] = []): Fault {
  const first = found[0]?.key ?? ''
  if (lost !== undefined) {
    const sentence = `${lost} was put and answered, and is in no view: an answer has to wait until the disk is synced.`
    return { key: first, sentence, entry: lost }
  }
  const silent = found.find(({ status }) => status === null)
  if (silent) {
    const sentence = silent.ended
      ? '% has ended, and did not come back.'
      : '% runs, and does not answer.'
    return { key: silent.key, sentence }
  }
  const all = found.flatMap(({ key, status }) => (status ? [{ key, ...status }] : []))
  const alone = all.find(
    ({ viewKey }) =>
      all.filter((other) => b4a.equals(other.viewKey, viewKey)).length * 2 < all.length
  )
  if (alone) {
    const sentence = '% has another view key than the others: it does not know the same indexers.'
    return { key: alone.key, sentence }
  }
  const few = all.find(({ indexers }) => indexers !== found.length)
  if (few) {
    const sentence = `% counts ${few.indexers} ${few.indexers === 1 ? 'indexer' : 'indexers'}, and ${found.length} instances ought to sign.`
    return { key: few.key, sentence }
  }
  const longest = Math.max(...all.map(({ length }) => length))
  const behind = all.find(({ length }) => length < longest)
  if (behind) {
    const sentence = `% has ${behind.length} blocks of the view, and another one has ${longest}: what is missing did not reach it.`
    return { key: behind.key, sentence }
  }
  const unsigned = all.find(({ length, signedLength }) => signedLength < length)
  if (unsigned) {
    const { length, signedLength } = unsigned
    const sentence = `All have the same blocks, and no majority signs them: ${signedLength} of ${length} are signed at %.`
    return { key: unsigned.key, sentence }
  }
  return { key: first, sentence: 'The instances are level now: it came too late.' }
}
