const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth']
const references = new WeakSet<object>()
const names = new WeakMap<object, string>()

/** Marks a class as the reference's: messages call its peers ours, and all others yours. */
export function ours<PeerOf extends object>(PeerOf: PeerOf): PeerOf {
  references.add(PeerOf)
  return PeerOf
}

/** Your peer, our peer; your first peer, your second peer where there are several. */
export function namesOf(classes: object[]): string[] {
  const kinds = classes.map((PeerOf) => (references.has(PeerOf) ? 'our' : 'your'))
  return kinds.map((kind, at) => {
    const before = kinds.slice(0, at).filter((other) => other === kind).length
    const alone = kinds.filter((other) => other === kind).length === 1
    return alone ? `${kind} peer` : `${kind} ${ordinal(before)} peer`
  })
}

/** Gives a peer the name that messages call it by. */
export function namePeer(peer: object, name: string): void {
  names.set(peer, name)
}

export function peerName(peer: object): string {
  return names.get(peer) ?? 'a peer'
}

/** The place of a peer in words. */
export function ordinal(index: number): string {
  return ORDINALS[index] ?? `${index + 1}th`
}
