import b4a from 'b4a'

/** Three entries that a reader remembers; drive keys are one byte repeated. */
export const llama = {
  name: 'llama',
  driveKey: b4a.alloc(32, 1),
  type: 'text-generation',
  owner: 'meta',
  description: 'A model that chats'
}

export const whisper = {
  name: 'whisper',
  driveKey: b4a.alloc(32, 2),
  type: 'speech-recognition',
  owner: 'openai',
  description: 'A model that listens'
}

export const mistral = {
  name: 'mistral',
  driveKey: b4a.alloc(32, 3),
  type: 'text-generation',
  owner: 'mistralai',
  description: null
}

export const zoo = [llama, mistral, whisper]

/** An entry with only what it must have; the number makes its name and its drive key. */
export function plainEntry(number: number) {
  return { name: `entry-${number}`, driveKey: b4a.alloc(32, number), type: 'test', owner: null, description: null }
}
