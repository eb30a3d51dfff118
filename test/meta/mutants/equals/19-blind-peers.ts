// cspell:ignore erro errorx
/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  "19.3 instance/blind-peer.ts: this.#peer = new BlindPeer(join(this.#folder, 'peer'), { sto … edPubKeys: this.#trust }) ⇄ swarm.on('connection', (connection) => { connection.on('erro … .replicate(connection) })":
    'Both happen at once, before anybody can connect.',
  '19.3 instance/blind-peer.ts: { store, swarm, trustedPubKeys: this.#trust } → { swarm, trustedPubKeys: this.#trust }':
    'Without ours, it makes a store beside its list, and mirrors into that.',
  "19.3 instance/blind-peer.ts: connection.on('error', () => {}) ⇄ store.replicate(connection)":
    'An error of the connection comes later than both.',
  "19.3 instance/blind-peer.ts: connection.on('error', () => {}) → (removed)":
    "Hyperswarm listens for it, too: ours doesn't rely on that.",
  "19.3 instance/blind-peer.ts: connection.on('error', () => {}) → connection.on(undefined, () => {})":
    "Hyperswarm listens for it, too: ours doesn't rely on that.",
  "19.3 instance/blind-peer.ts: connection.on('error', () => {}): 'error' → \"errorx\"":
    "Hyperswarm listens for it, too: ours doesn't rely on that.",
  '19.1 net/mirrors.ts: this.#peering.keyPair = this.#keyPair ⇄ this.#peering.addAutobaseBackground(this.#base, { announce: true })':
    'In the background means later: it connects when both are done.',
  '19.2 net/mirrors.ts: const { core, view, activeWriters } = this.#base ⇄ const lacking = (of: Hypercore, length: number) => Math.max( … th - mirroredBy(key, of))':
    'A function that is made and not called changes nothing.'
}
