import messages from 'autobase/lib/messages.js'
import c from 'compact-encoding'
import type Corestore from 'corestore'

const BOOT = 'autobase/boot'

/**
 * Has a base that is opened next make its unsigned tip anew. Autobase 7 writes what apply has made
 * to disk, and in a second write its list of what that is. Killed between the two, a peer would go
 * on with a list that misses an operation, apply it twice, and differ from all others.
 */
export async function remakeTip(store: Corestore): Promise<void> {
  const local = store.get({ name: 'local' })
  await local.ready()
  const record = await local.getUserData(BOOT)
  if (record !== null) {
    // After a change of the indexers a base keeps the indexed part alone, and applies the rest.
    const boot = { ...c.decode(messages.BootRecord, record), indexersUpdated: true }
    await local.setUserData(BOOT, c.encode(messages.BootRecord, boot))
  }
  await local.close()
}
