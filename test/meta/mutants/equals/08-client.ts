// cspell:ignore caus
/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  "08.4 client/client.ts: this.call('status', {}) → this.call('status')":
    'The request of status has no fields: nothing is encoded as an empty object is.',
  '08.4 client/reader.ts: await next.ready() ⇄ await this.#find(next.core)':
    'The search opens the core by itself.',
  '08.4 client/reader.ts: await this.#swarm.leave(this.view.core.discoveryKey) ⇄ this.#left.push(this.view)':
    'The old view is kept in a list that only close looks at.',
  '08.4 client/reader.ts: b4a.equals(key, this.viewKey) → b4a.equals(this.viewKey, key)':
    'Two keys are equal in either order.',
  '08.4 client/reader.ts: await next.ready() → next.ready()':
    'The search opens the core by itself.',
  '08.4 client/reader.ts: await next.ready() → (removed)': 'The search opens the core by itself.',
  '08.4 client/reader.ts: this.#left.push(this.view) → this.#left.unshift(this.view)':
    'The old views are closed in any order.',
  "08.3 errors.ts: if (cause instanceof Error && 'code' in cause && typeof caus … '), { context, cause }) } ⇄ const code = 'code' in err ? err.code : null":
    'A code that is read and not used changes nothing.',
  "08.3 errors.ts: if (code === 'REQUEST_TIMEOUT' || code === 'TIMEOUT_EXCEEDED … RegistryError.TIMEOUT(ms) ⇄ if (code === 'CHANNEL_CLOSED' || code === 'CHANNEL_DESTROYED … Error.DISCONNECTED(err) }":
    'An error has one code.',
  "08.3 errors.ts: cause instanceof Error && 'code' in cause → cause instanceof Error":
    'What is not there is no string.',
  "08.3 errors.ts: 'code' in err ? err.code : null → err.code": 'What is not there equals no code.',
  "08.3 errors.ts: 'code' in err ? err.code : null: null → undefined": 'Neither equals a code.'
}
