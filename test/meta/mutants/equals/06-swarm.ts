// cspell:ignore serverx
/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '06.4 client/reader.ts: const found = core.findingPeers() ⇄ this.#swarm.join(core.discoveryKey, { server: false, client: true })':
    'Both happen before the flush, which is what ends the search.',
  '06.4 client/reader.ts: await core.update() ⇄ if (this.#download) core.download({ start: 0, end: -1 })':
    'A look-up waits for the update; the download goes on beside it.',
  "06.3 net/server.ts: this.#swarm.off('connection', this.#onconnection) ⇄ this.service.base.off('reboot', this.#onreboot)":
    'The listeners are independent of each other.',
  '06.2 net/server.ts: this.#viewKey = core.key ⇄ this.#announce(core.discoveryKey)':
    'Announcing does not look at the key that was noted.',
  '06.2 net/server.ts: { start: 0, end: core.length } → { end: core.length }':
    'A download begins at 0 where nothing else is said.',
  '06.2 net/server.ts: { start: 0, end: core.length } → { start: 0 }':
    'Without an end it also asks for later blocks, which this instance makes or fetches anyway.',
  '06.2 net/server.ts: b4a.equals(core.key, this.#viewKey) → b4a.equals(this.#viewKey, core.key)':
    'Two keys are equal in either order.',
  "06.1 net/swarm.ts: store.createKeyPair('server'): 'server' → \"serverx\"":
    'Any name will do that is always the same.'
}
