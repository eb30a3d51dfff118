import type { Entry } from '../support/fixtures.ts'
import { startService } from '../support/deploy.ts'
import type { Start } from '../support/deploy.ts'
import type { Net } from '../support/net.ts'
import { kit } from '../meta/support/last.ts'
import type { RegistryView } from '../meta/support/last.ts'
import { naive } from './naive.ts'

/** What is measured side by side: the baseline, and the last solution. */
export const KINDS = ['naive', 'ours'] as const
export type Kind = (typeof KINDS)[number]

/** An instance of either kind, as far as the bench uses it. */
export interface Subject {
  readonly key: Uint8Array
  readonly localKey: Uint8Array
  readonly viewKey: Uint8Array
  readonly view: RegistryView
  readonly base: { readonly isIndexer: boolean; append(block: null): Promise<unknown> }
  put(entry: Entry): Promise<unknown>
  putAll(entries: Entry[]): Promise<unknown>
  addWriter(key: Uint8Array): Promise<unknown>
}

export async function startSubject(net: Net, kind: Kind, start: Start): Promise<Subject> {
  return kind === 'naive' ? startService(net, naive, start) : startService(net, kit, start)
}
