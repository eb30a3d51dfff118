import type Autobase from 'autobase'
import type Hypercore from 'hypercore'

import type { RegistryView } from '../view.ts'

/** Blocks whose bits are on one page, and the bytes of it. */
const [PAGE, BYTES] = [32_768, 4096]

/**
 * Has a base look, when it opens, which blocks of its view are stored. A change of the indexers
 * copies them, and Hypercore 11 may put the bits of a page at the place of another: once restarted,
 * a peer would not know what it has, and send it to nobody.
 */
export function restoreBitfields(base: Autobase<RegistryView>): void {
  const catchUp = base._catchupApplyState.bind(base)
  base._catchupApplyState = async () => {
    for (const { core } of [base.core, base.view.core]) await restore(core)
    return catchUp()
  }
}

async function restore({ bitfield, header, state, storage }: Hypercore.Core): Promise<void> {
  if (state.length <= PAGE || bitfield.findFirst(false, 0) >= state.length) return
  // A block that comes meanwhile may count as absent: it is fetched once more.
  const isStored = new Uint8Array(state.length)
  for await (const { index } of storage.createBlockStream()) isStored[index] = 1
  for (const [index, bit] of isStored.entries()) bitfield.set(index, bit === 1)
  header.hints.contiguousLength = bitfield.findFirst(false, 0)
  const bits = bitfield.toBuffer(state.length)
  const write = storage.write()
  for (let at = 0; at < bits.length; at += BYTES) {
    write.putBitfieldPage(at / BYTES, bits.subarray(at, at + BYTES))
  }
  await write.flush()
}
