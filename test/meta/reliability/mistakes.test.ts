import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import IdEnc from 'hypercore-id-encoding'

import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Cli } from '../../support/process.ts'
import { Scope } from '../../support/scope.ts'
import { BIN } from '../support/last.ts'

const KEY = IdEnc.encode(plainEntry(1).driveKey)

test('what can’t be used is refused at once, in one line with a code', async (t) => {
  const { cli, net } = await start(t)
  const file = join(net.folder(), 'file')
  writeFileSync(file, '')
  const folder = join(net.folder(), 'folder')
  mkdirSync(folder)
  const refused: [words: string[], code: RegExp][] = [
    ...['127.0.0.1:99999', 'http://127.0.0.1:1', ' 127.0.0.1:1', '127.0.0.1', ':1', ''].map(
      (dht): [string[], RegExp] => [['run', '--storage', folder, `--dht=${dht}`], /^INVALID_/]
    ),
    [['run', '--storage', file], /^STORAGE_UNUSABLE/],
    [['run', '--storage', join(file, 'in')], /^STORAGE_UNUSABLE/],
    [['status', '--storage', file], /^STORAGE_UNUSABLE/],
    [['status', '--server', KEY, '--identity', folder], /^INVALID_INPUT/],
    [['status', '--server', KEY, '--identity', join(folder, 'typo')], /^INVALID_INPUT/],
    [['import', join(folder, 'nothing'), '--server', KEY], /^INVALID_INPUT/]
  ]
  for (const [words, code] of refused) {
    const { code: exit, stderr } = await cli.run(...words)
    assert.match(stderr, code, words.join(' '))
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr)
    assert.equal(exit, 1, words.join(' '))
  }
})

/** A program, and a net for it. */
async function start(t: { after(close: () => Promise<void>): void }) {
  const scope = new Scope()
  t.after(() => scope.close())
  return { cli: new Cli(scope, BIN), net: await createNet(scope) }
}
