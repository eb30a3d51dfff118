import { readFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'

import type { Peer, PeerClass } from '../../test/support/cluster.ts'

const IMPORT = /^import (?!type )[^']*'([^']+)'$/gm
const GRADED = '#work/'
const CLUSTER = './support/cluster.ts'
const REFERENCE = /^#reference\/.*\/service\.ts$/

/**
 * Loads what a test file imports, but not the code that it grades. If the tests play on clusters
 * of one process, the reference plays a little on one.
 */
export async function warmUp(file: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  const names = [...text.matchAll(IMPORT)].map(([, name = '']) => name)
  const loaded = new Map<string, unknown>()
  for (const name of names) {
    if (name.startsWith(GRADED)) continue
    loaded.set(
      name,
      await import(name.startsWith('.') ? new URL(name, pathToFileURL(file)).href : name)
    )
  }
  const reference = names.find((name) => REFERENCE.test(name))
  if (!reference || !loaded.has(CLUSTER)) return
  const { RegistryService } = loaded.get(reference) as { RegistryService: PeerClass<Peer> }
  const { rehearse } = await import('../../test/support/rehearse.ts')
  // Should it fail, the tests will tell.
  await rehearse(RegistryService).catch(() => {})
}
