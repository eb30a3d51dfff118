import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Autobase from 'autobase'
import { replicateAndSync } from 'autobase-test-helpers'
import Corestore from 'corestore'
import type Hypercore from 'hypercore'
import IdEnc from 'hypercore-id-encoding'

type Greetings = Hypercore<string>

/** What Ada and what Ben reads, line by line. */
export type Views = [ada: string[], ben: string[]]

const ADMIT = 'admit '

/** Two peers write while they are apart; returns what each of them reads after they have met again. */
export async function hello(print: (line: string) => void): Promise<Views> {
  const folder = await mkdtemp(join(tmpdir(), 'hello-'))
  const ada = new Autobase(new Corestore(join(folder, 'ada')), null, handlers)
  await ada.ready()
  const ben = new Autobase(new Corestore(join(folder, 'ben')), ada.key, handlers)
  await ben.ready()

  await ada.append(ADMIT + IdEnc.encode(ben.local.key))
  await replicateAndSync([ada, ben])

  await ada.append('hello from Ada')
  await ben.append('hello from Ben')
  print(`apart     Ada reads: ${(await read(ada.view)).join(' | ')}`)
  print(`          Ben reads: ${(await read(ben.view)).join(' | ')}`)

  await replicateAndSync([ada, ben])
  const views: Views = [await read(ada.view), await read(ben.view)]
  print(`together  Ada reads: ${views[0].join(' | ')}`)
  print(`          Ben reads: ${views[1].join(' | ')}`)

  await ada.close()
  await ben.close()
  await rm(folder, { recursive: true, force: true })
  return views
}

/** Every peer applies the same blocks in the same order, so every peer makes the same list. */
async function apply(nodes: Autobase.Node<string>[], view: Greetings, host: Autobase.Host) {
  for (const { value } of nodes) {
    if (value.startsWith(ADMIT)) {
      await host.addWriter(IdEnc.decode(value.slice(ADMIT.length)), { indexer: false })
    } else {
      await view.append(value)
    }
  }
}

function open(store: Autobase.ViewStore): Greetings {
  return store.get({ name: 'greetings', valueEncoding: 'utf-8' })
}

const handlers: Autobase.Options<Greetings, string> = { valueEncoding: 'utf-8', open, apply }

async function read(view: Greetings): Promise<string[]> {
  return Promise.all(Array.from({ length: view.length }, (_, index) => view.get(index)))
}

if (process.argv[1] === import.meta.filename) await hello(console.log)
