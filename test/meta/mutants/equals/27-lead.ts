/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  "27.1 base/writer.ts: this.#checkOpen() ⇄ if (!blocks.every(onlyEntries)) throw RegistryError.REFUSED( … s are stored for others')":
    'Where both refuse, either may be first.',
  '27.1 base/writer.ts: Promise.allSettled([this.#received, stored]).then(() => {}) → Promise.allSettled([this.#received, stored])':
    'Nobody looks at what the promise gives.',
  '27.1 base/writer.ts: Promise.allSettled([this.#received, stored]).then(() => {}) → Promise.allSettled([this.#received, stored]).then()':
    'Nobody looks at what the promise gives.',
  '27.2 base/writer.ts: blocks.every(onlyEntries) → blocks.some(onlyEntries)':
    'The queue never hands over entries and a change of the members together.',
  '27.2 base/writer.ts: blocks.every(onlyEntries) ? await this.forward?.(blocks) : null: null → undefined':
    'Either lets the instance append by itself.',
  "27.3 net/lead.ts: if (b4a.equals(key, this.#swarm.keyPair.publicKey)) return null ⇄ const peer = this.#peers.get(b4a.toString(key, 'hex'))":
    'The peer is looked up for nothing.',
  '27.3 net/lead.ts: b4a.equals(key, this.#swarm.keyPair.publicKey) → b4a.equals(this.#swarm.keyPair.publicKey, key)':
    'Two keys are equal in either order.',
  '27.3 net/lead.ts: return null → return (2)':
    'Undefined does what null does wherever it is looked at.',
  '27.3 net/lead.ts: return null: null → undefined (2)':
    'Undefined does what null does wherever it is looked at.',
  '27.4 net/lead.ts: if (lead === null) return null ⇄ const { request, response } = methods.append':
    'A method that is looked up and not used changes nothing.',
  '27.4 net/lead.ts: return null → return':
    'Undefined does what null does wherever it is looked at.',
  '27.4 net/lead.ts: return null: null → undefined':
    'Undefined does what null does wherever it is looked at.',
  '27.4 net/lead.ts: bytes.byteLength > MAX_BLOCKS → bytes.byteLength >= MAX_BLOCKS':
    'Blocks of exactly that size are appended here: slower, and just as right.',
  '27.4 net/lead.ts: length = 0: 0 → 1': 'A lead that has appended names a length above 0.',
  '27.4 net/lead.ts: return null → return (3)':
    'Undefined does what null does wherever it is looked at.',
  '27.4 net/lead.ts: return null: null → undefined (3)':
    'Undefined does what null does wherever it is looked at.'
}
