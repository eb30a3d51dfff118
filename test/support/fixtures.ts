import b4a from 'b4a'

/** A record of the registry, whichever step's. */
export interface Entry {
  name: string
  driveKey: Uint8Array
  type: string
  owner?: string | null
  description?: string | null
}

/** Three entries that a reader remembers; drive keys are one byte repeated. */
export const llama: Entry = {
  name: 'llama',
  driveKey: b4a.alloc(32, 1),
  type: 'text-generation',
  owner: 'meta',
  description: 'A model that chats'
}

export const whisper: Entry = {
  name: 'whisper',
  driveKey: b4a.alloc(32, 2),
  type: 'speech-recognition',
  owner: 'openai',
  description: 'A model that listens'
}

export const mistral: Entry = {
  name: 'mistral',
  driveKey: b4a.alloc(32, 3),
  type: 'text-generation',
  owner: 'mistralai',
  description: null
}

export const zoo: Entry[] = [llama, mistral, whisper]

/** An entry with only what it must have; the number makes its name and its drive key. */
export function plainEntry(number: number): Entry {
  return {
    name: `entry-${number}`,
    driveKey: b4a.alloc(32, number),
    type: 'test',
    owner: null,
    description: null
  }
}

/** So many of them, with names of their own. */
export function plainEntries(count: number): Entry[] {
  return Array.from({ length: count }, (_, number) => plainEntry(number))
}
