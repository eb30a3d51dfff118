import { test } from 'node:test'

import { RegistryServer } from '#reference/06-swarm/net/server.ts'
import { createSwarm } from '#reference/06-swarm/net/swarm.ts'
import { RegistryService } from '#reference/06-swarm/service.ts'
import { llama } from '../support/fixtures.ts'
import { createNet } from '../support/net.ts'
import type { Machine } from '../support/net.ts'
import { Scope } from '../support/scope.ts'
import { until } from '../support/until.ts'

/** As when power returns: each looks for the other before the other has been announced. */
test('two services that start in the same moment find each other', async (t) => {
  const scope = new Scope()
  t.after(() => scope.close())
  const net = await createNet(scope)
  const folder = net.folder()
  const boot = (seed: number, at = net.folder()) => net.machine(createSwarm, { seed, folder: at })

  const alone = await boot(1, folder)
  const founder = await alone.start((store) => new RegistryService(store))
  await founder.put(llama)
  const { key } = founder
  await alone.stop()

  const machines = [await boot(1, folder), await boot(2)]
  joinTogether(machines)
  const services = await Promise.all(
    machines.map((machine) =>
      machine.start((store) => new RegistryService(store, { bootstrap: key }))
    )
  )
  const served = machines.map((machine, at) =>
    machine.start((_store, swarm) => new RegistryServer(services[at]!, swarm))
  )
  await Promise.all(served)
  await until('the second has what the first put', () => services[1]!.view.get('llama'))
})

/** Lets none of them join a topic until all of them listen. */
function joinTogether(machines: Machine[]): void {
  let missing = machines.length
  let open = () => {}
  const all = new Promise<void>((resolve) => (open = resolve))
  for (const { swarm } of machines) {
    const listen = swarm.listen.bind(swarm)
    swarm.listen = async () => {
      await listen()
      if (--missing === 0) open()
      await all
    }
  }
}
