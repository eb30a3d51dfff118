import * as fc from 'fast-check'
import b4a from 'b4a'

/** Bytes that a writer may append: operations, whole or damaged, with bytes behind them, or none. */
export function blocks(operations: Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const whole = fc.constantFrom(...operations)
  const byte = fc.integer({ min: 0, max: 255 })
  const place = fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })
  const bytes = fc.uint8Array({ maxLength: 40 })
  const cut = fc.tuple(whole, place).map(([block, at]) => block.subarray(0, at * block.byteLength))
  const longer = fc.tuple(whole, bytes).map((parts) => b4a.concat(parts))
  const bent = fc.tuple(whole, place, byte).map(([block, at, value]) => {
    const copy = Uint8Array.from(block)
    copy[Math.floor(at * copy.byteLength)] = value
    return copy
  })
  return fc.oneof(whole, cut, longer, bent, bytes).map((block) => Uint8Array.from(block))
}
