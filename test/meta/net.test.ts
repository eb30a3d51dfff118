import assert from 'node:assert/strict'
import { test } from 'node:test'
import HyperDHT from 'hyperdht'

import { createNet } from '../support/net.ts'
import { Scope } from '../support/scope.ts'

test('all nodes of a net are at its address, and no other net has that', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const nets = [await createNet(scope), await createNet(scope)]
  const known = await Promise.all(
    nets.map(async ({ host, bootstrap }) => {
      const node = new HyperDHT({ host, bootstrap, firewalled: false })
      scope.teardown(() => node.destroy())
      await node.fullyBootstrapped()
      return node.toArray()
    })
  )
  for (const [at, nodes] of known.entries()) {
    assert.ok(nodes.length > 1, 'it found more than the entrance')
    const hosts = new Set(nodes.map(({ host }) => host))
    assert.deepEqual([...hosts], [nets[at]!.host], 'each node is at the address of its net')
  }
  if (process.platform === 'linux') assert.notEqual(nets[0]!.host, nets[1]!.host)
})
