import assert from 'node:assert/strict'
import { test } from 'node:test'
import b4a from 'b4a'

import { deploy } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { kit } from '../support/last.ts'

test('a lead that is late stays the lead as long as it appends', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const services = await deploy(await createNet(scope), [kit, kit])
  const [lead, other] = services.toSorted((a, b) => b4a.compare(b.localKey, a.localKey))
  const { writer } = lead!
  const receive = writer.receive.bind(writer)
  const forward = other!.writer.forward!
  const stored: ('here' | 'at the lead')[] = []
  other!.writer.forward = async (blocks, heldMs) => {
    const answer = await forward(blocks, heldMs)
    stored.push(answer === null ? 'here' : 'at the lead')
    return answer
  }
  let asked = 0
  const behave = (how: typeof receive) => {
    writer.receive = (blocks) => {
      asked++
      return how(blocks)
    }
  }
  const never = () => new Promise<never>(() => {})

  behave(async () => {
    await lead!.put(plainEntry(1))
    return never()
  })
  await other!.put(plainEntry(2))
  behave(receive)
  await other!.put(plainEntry(3), { durable: true, timeout: 60_000 })
  assert.deepEqual(stored, ['here', 'at the lead'], 'late, but at work: asked again at once')

  behave(async () => {
    throw new Error('the disk is full')
  })
  await other!.put(plainEntry(4))
  await other!.put(plainEntry(5))
  assert.deepEqual(stored.slice(2), ['here', 'here'], 'one that refuses rests')
  assert.equal(asked, 3, 'how often it was asked')
})
