import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { Remote } from '#support/instances.ts'
import type { Owner } from '#support/scope.ts'

/** Cuts links between instances that run in processes of their own, and lets them be made again. */
export class Cuts {
  readonly #file: string

  /** For all processes that are started from now on. */
  constructor(owner: Owner, folder: string) {
    this.#file = join(folder, 'cuts.json')
    const { CUT_FILE, NODE_OPTIONS } = process.env
    const cut = `--import=${import.meta.resolve('./cut.js')}`
    Object.assign(process.env, { CUT_FILE: this.#file, NODE_OPTIONS: cut })
    owner.teardown(async () => {
      for (const [name, value] of Object.entries({ CUT_FILE, NODE_OPTIONS })) {
        if (value === undefined) delete process.env[name]
        else process.env[name] = value
      }
    })
  }

  /** Cuts one off from the others. */
  cut(one: Remote, others: Remote[]): void {
    const [key, ...keys] = [one, ...others].map(({ running }) => running.keys.serverKey)
    this.#tell(
      keys.map((other) => [key, other]),
      [one, ...others]
    )
  }

  mend(all: Remote[]): void {
    this.#tell([], all)
  }

  #tell(pairs: unknown[], all: Remote[]): void {
    writeFileSync(this.#file, JSON.stringify(pairs))
    for (const { running } of all) running.signal('SIGUSR2')
  }
}
