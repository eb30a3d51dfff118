import { test } from 'node:test'

import { deploy } from '../../support/deploy.ts'
import { plainEntry } from '../../support/fixtures.ts'
import { createNet } from '../../support/net.ts'
import { Scope } from '../../support/scope.ts'
import { until } from '../../support/until.ts'
import { RegistryService, kit } from '../support/last.ts'

/** Milliseconds: a setting that stalls one put in eight, the default, and a slow one. */
for (const ackInterval of [10, 30, 100, 1000]) {
  test(`a lull after a burst ends with all signed, at an ackInterval of ${ackInterval}`, async (t) => {
    const scope = new Scope()
    t.after(() => scope.close())
    const net = await createNet(scope)
    class Acks extends RegistryService {
      constructor(...[store, options]: ConstructorParameters<typeof RegistryService>) {
        super(store, { ...options, ackInterval })
      }
    }
    const acks = { ...kit, Service: Acks }
    const services = await deploy(net, [acks, acks, acks])
    const cores = services.map(({ view }) => view.core)
    for (let burst = 0; burst < 12; burst++) {
      for (let put = 0; put < 1 + (burst % 4) * 3; put++) {
        await services[(burst + put) % 3]!.put({ ...plainEntry(put), name: `${burst}-${put}` })
      }
      const signed = () =>
        cores.every(({ length, signedLength }) => length === signedLength) &&
        new Set(cores.map(({ length }) => length)).size === 1
      await until(`burst ${burst} is signed`, signed, {
        deadline: 30_000,
        seen: () => cores.map(({ length, signedLength }) => `${signedLength} of ${length}`)
      })
    }
  })
}
