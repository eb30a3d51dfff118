import type { WrongSolution } from '../wrong.ts'

const REPLACED =
  'a small file is the old one or the new one at any moment, and only its owner may read it'
const CARD = 'a folder without an instance is distinguished from one whose instance.json is damaged'
const CLAIM =
  'a folder of something else, or of another base, is refused, and nothing is written there'
const ORDER = 'what others can reach is closed first and the store last, though the DHT may be gone'
const AGAIN = 'an instance that is closed starts again with the same keys, and has what was put'
const REFUSED = 'a folder that is in use, or a copy, is refused'
const HALF = 'a start that fails half-way leaves nothing locked'

const SYNC = `    await file.sync()
`
const RENAME = `  await rename(next, path)
`
const MISSING = `    if (err.code !== 'ENOENT') {
      throw RegistryError.STORAGE('STORAGE_UNUSABLE', folder, \`can't be read: \${err.code}\`, err)
    }
`
const LEAVES = 'an instance that fails to leave the network frees its folder all the same'
const NETWORK = `    await Promise.race([
      // Settled: an error of the network must not keep the folder locked.
      Promise.allSettled([this.#server?.close(), this.#swarm?.destroy()]),
      after(LEAVE_TIMEOUT_MS, null, { ref: false })
    ])
`
const SERVICE = `    await this.#service?.close()
`
const STORE = `    await this.#store?.close()
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'The file is written in place',
    edits: [
      { file: 'base/disk.ts', find: `const next = \`\${path}.new\``, replace: `const next = path` },
      { file: 'base/disk.ts', find: RENAME, replace: `` }
    ],
    fails: [REPLACED],
    message: /what is read while the new file is synced/
  },
  {
    mistake: 'The new file is not synced before it is renamed',
    edits: [{ file: 'base/disk.ts', find: SYNC, replace: `` }],
    fails: [REPLACED],
    message: /the new file is synced before it takes its place/
  },
  {
    mistake: 'The file is renamed first, and written afterwards',
    edits: [
      {
        file: 'base/disk.ts',
        find: `    await file.writeFile(text)
${SYNC}`,
        replace: `    await rename(next, path)
    await file.writeFile(text)
${SYNC}`
      },
      {
        file: 'base/disk.ts',
        find: `    await file.close()
  }
${RENAME}`,
        replace: `    await file.close()
  }
`
      }
    ],
    fails: [REPLACED],
    message: /what is read while the new file is synced/
  },
  {
    mistake: 'The new file is written in the temporary folder of the system',
    edits: [
      {
        file: 'base/disk.ts',
        find: `const next = \`\${path}.new\``,
        replace: `const next = join((await import('node:os')).tmpdir(), \`new-\${process.pid}\`)`
      }
    ],
    fails: [REPLACED],
    message: /files beside the old one while the new one is synced/
  },
  {
    mistake: 'The old file is removed before the new one takes its name',
    edits: [
      {
        file: 'base/disk.ts',
        find: RENAME,
        replace: `  await (await import('node:fs/promises')).rm(path, { force: true })
${RENAME}`
      }
    ],
    fails: [REPLACED],
    message: /the old file is there until the new one takes its name/
  },
  {
    mistake: 'Everybody may read the file',
    edits: [{ file: 'base/disk.ts', find: `open(next, 'w', 0o600)`, replace: `open(next, 'w')` }],
    fails: [REPLACED, AGAIN],
    message: /modes of the new file/
  },
  {
    mistake: 'The new file is copied, and left behind',
    edits: [
      {
        file: 'base/disk.ts',
        find: RENAME,
        replace: `  await (await import('node:fs/promises')).copyFile(next, path)
`
      }
    ],
    fails: [REPLACED],
    message: /the old file itself is left as it was/
  },
  {
    mistake: 'The new file is synced before anything is in it',
    edits: [
      {
        file: 'base/disk.ts',
        find: `    await file.writeFile(text)
${SYNC}`,
        replace: `${SYNC}    await file.writeFile(text)
`
      }
    ],
    fails: [REPLACED],
    message: /what is in it when the sync begins/
  },
  {
    mistake: 'What a crash has left is in the way',
    edits: [{ file: 'base/disk.ts', find: `open(next, 'w', `, replace: `open(next, 'wx', ` }],
    fails: [REPLACED],
    message: /EEXIST|what is read after a crash/
  },
  {
    mistake: 'The new file is left open',
    edits: [
      {
        file: 'base/disk.ts',
        find: `    await file.close()
`,
        replace: ``
      }
    ],
    fails: [REPLACED],
    message: /files that are left open/
  },
  {
    mistake: 'Nobody waits for the rename',
    edits: [{ file: 'base/disk.ts', find: RENAME, replace: RENAME.replace('await', 'void') }],
    fails: [REPLACED],
    message: /what is read afterwards/
  },
  {
    mistake: 'The error has no cause',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `'has no instance: start one with run', err)`,
        replace: `'has no instance: start one with run')`
      }
    ],
    fails: [CARD],
    message: /codes of the causes/
  },
  {
    mistake: 'Whatever can not be read is taken for missing',
    edits: [{ file: 'instance/storage.ts', find: MISSING, replace: `` }],
    fails: [CARD, CLAIM],
    message: /a folder of that name/
  },
  {
    mistake: 'A damaged card is taken for a missing one',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `'STORAGE_DAMAGED', folder, problem)`,
        replace: `'NO_INSTANCE', folder, problem)`
      }
    ],
    fails: [CARD, CLAIM],
    message: /a file with/
  },
  {
    mistake: 'Whatever is JSON is taken for a card',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `  const card = parseCard(text)
`,
        replace: `  const card = JSON.parse(text)
`
      }
    ],
    fails: [CARD, CLAIM],
    message: /a file with/
  },
  {
    mistake: 'A folder of something else is taken over',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `!files.includes(CARD) && !files.includes('store')`,
        replace: `files.length < 0`
      }
    ],
    fails: [CLAIM],
    message: /a folder with notes/
  },
  {
    mistake: 'A folder whose first start was cut off is foreign',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `!files.includes(CARD) && !files.includes('store')`,
        replace: `!files.includes(CARD)`
      }
    ],
    fails: [CLAIM, HALF],
    message: /a first start that was cut off/
  },
  {
    mistake: 'Hidden files count as nothing',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `if (files.length === 0) return`,
        replace: `if (files.every((name) => name.startsWith('.'))) return`
      }
    ],
    fails: [CLAIM],
    message: /a folder with a hidden file/
  },
  {
    mistake: 'A card whose store is gone is foreign',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `!files.includes(CARD) && !files.includes('store')`,
        replace: `!files.includes('store')`
      }
    ],
    fails: [CLAIM],
    message: /a card whose store is gone/
  },
  {
    mistake: 'Another base may use the folder',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `  if (key === IdEnc.normalize(bootstrap)) return
`,
        replace: `  if (IdEnc.isValid(key)) return
`
      }
    ],
    fails: [CLAIM],
    message: /another base/
  },
  {
    mistake: 'Keys are compared as they were given',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `key === IdEnc.normalize(bootstrap)`,
        replace: `key === bootstrap`
      }
    ],
    fails: [CLAIM],
    message: /its own base, by its key/
  },
  {
    mistake: 'A damaged card lets any base in',
    edits: [
      {
        file: 'instance/storage.ts',
        find: `  const { key } = await readCard(folder)
`,
        replace: `  const { key } = await readCard(folder).catch(() => ({ key: IdEnc.normalize(bootstrap) }))
`
      }
    ],
    fails: [CLAIM],
    message: /another base, perhaps: the card is damaged/
  },
  {
    mistake: 'The store is left open',
    edits: [{ file: 'instance/instance.ts', find: STORE, replace: `` }],
    fails: [ORDER, LEAVES, AGAIN, HALF],
    message: /closed in this order|STORAGE_LOCKED/
  },
  {
    mistake: 'The service is closed while requests come in',
    edits: [
      {
        file: 'instance/instance.ts',
        find: `${NETWORK}${SERVICE}`,
        replace: `${SERVICE}${NETWORK}`
      }
    ],
    fails: [ORDER],
    message: /closed in this order/
  },
  {
    mistake: 'The store is closed below the service',
    edits: [
      { file: 'instance/instance.ts', find: `${SERVICE}${STORE}`, replace: `${STORE}${SERVICE}` }
    ],
    fails: [ORDER],
    message: /closed in this order/
  },
  {
    mistake: 'Service and store are closed at the same time',
    edits: [
      {
        file: 'instance/instance.ts',
        find: `${SERVICE}${STORE}`,
        replace: `    await Promise.all([this.#service?.close(), this.#store?.close()])
`
      }
    ],
    fails: [ORDER],
    message: /closed in this order/
  },
  {
    mistake: 'A DHT that is gone is waited for',
    edits: [
      {
        file: 'instance/instance.ts',
        find: NETWORK,
        replace: `    await this.#server?.close()
    await this.#swarm?.destroy()
`
      }
    ],
    fails: [ORDER, LEAVES],
    message: /the instance is closed, though its DHT is gone \(see LEAVE_TIMEOUT_MS\)/
  },
  {
    mistake: 'A DHT that is gone is waited for ten times as long',
    edits: [
      {
        file: 'instance/instance.ts',
        find: `after(LEAVE_TIMEOUT_MS,`,
        replace: `after(10 * LEAVE_TIMEOUT_MS,`
      }
    ],
    fails: [ORDER],
    message: /waits that are longer than LEAVE_TIMEOUT_MS/
  },
  {
    mistake: 'The goodbye to the DHT gets no time',
    edits: [{ file: 'instance/instance.ts', find: `after(LEAVE_TIMEOUT_MS,`, replace: `after(0,` }],
    fails: [ORDER],
    message: /closed in this order/
  },
  {
    mistake: 'The timer keeps the process alive',
    edits: [{ file: 'instance/instance.ts', find: `, { ref: false }`, replace: `` }],
    fails: [ORDER],
    message: /timers that keep the process alive/
  },
  {
    mistake: 'An error of the network ends the close',
    edits: [{ file: 'instance/instance.ts', find: `Promise.allSettled(`, replace: `Promise.all(` }],
    fails: [LEAVES],
    message: /an instance whose swarm failed to leave/
  },
  {
    mistake: 'The server is left as it is',
    edits: [{ file: 'instance/instance.ts', find: `this.#server?.close(), `, replace: `` }],
    fails: [ORDER],
    message: /the server is closed as well/
  },
  {
    mistake: 'Nobody waits for the goodbye to the DHT',
    edits: [
      {
        file: 'instance/instance.ts',
        find: NETWORK,
        replace: `    void this.#server?.close()
    void this.#swarm?.destroy()
`
      }
    ],
    fails: [ORDER, LEAVES],
    message: /closed in this order/
  },
  {
    mistake: 'The close takes for granted that all was opened',
    edits: [
      { file: 'instance/instance.ts', find: SERVICE, replace: `    await this.service.close()\n` }
    ],
    fails: [REFUSED, HALF],
    message: /the instance is not ready/
  },
  {
    mistake: 'A start that fails is not undone',
    edits: [
      {
        file: 'instance/instance.ts',
        find: `      await this._close()
      throw err
`,
        replace: `      throw err
`
      }
    ],
    fails: [HALF],
    message: /STORAGE_LOCKED/
  },
  {
    mistake: 'A server that never closes keeps the folder locked',
    edits: [
      {
        file: 'instance/instance.ts',
        find: NETWORK,
        replace: `    await this.#server?.close().catch(() => {})
    await Promise.race([
      Promise.allSettled([this.#swarm?.destroy()]),
      after(LEAVE_TIMEOUT_MS, null, { ref: false })
    ])
`
      }
    ],
    fails: [LEAVES],
    message: /it is closed, though its server and its swarm never are/
  },
  {
    mistake: 'Server and swarm have a wait each, one after the other',
    edits: [
      {
        file: 'instance/instance.ts',
        find: `    await Promise.race([
      // Settled: an error of the network must not keep the folder locked.
      Promise.allSettled([this.#server?.close(), this.#swarm?.destroy()]),
      after(LEAVE_TIMEOUT_MS, null, { ref: false })
    ])
`,
        replace: `    for (const leave of [() => this.#server?.close(), () => this.#swarm?.destroy()]) {
      const left = Promise.allSettled([leave()])
      await Promise.race([left, after(LEAVE_TIMEOUT_MS, null, { ref: false })])
    }
`
      }
    ],
    fails: [LEAVES],
    message: /server and swarm share one wait/
  },
  {
    mistake: 'The swarm is destroyed only where there is a server',
    edits: [
      {
        file: 'instance/instance.ts',
        find: `    await Promise.race([
      // Settled: an error of the network must not keep the folder locked.
      Promise.allSettled([this.#server?.close(), this.#swarm?.destroy()]),
      after(LEAVE_TIMEOUT_MS, null, { ref: false })
    ])
`,
        replace: `    if (this.#server !== null) {
      const left = Promise.allSettled([this.#server.close(), this.#swarm?.destroy()])
      await Promise.race([left, after(LEAVE_TIMEOUT_MS, null, { ref: false })])
    }
`
      }
    ],
    fails: [HALF],
    message: /swarms that were destroyed/
  }
]
