/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '14.3 base/members.ts: if (b4a.equals(key, base.local.key)) throw RegistryError.OWN_WRITER() ⇄ const { member, indexers } = await readSystem(base, async (s … ers: system.indexers } })':
    'Where the key is its own, the base is read for nothing, which changes nothing.',
  '14.3 base/members.ts: if (member === null || member.isRemoved) throw RegistryError.NOT_A_WRITER() ⇄ const [first, ...others] = indexers':
    'A list that is taken apart and not used changes nothing.',
  '14.3 base/members.ts: b4a.equals(first.key, key) → b4a.equals(key, first.key)':
    'Two keys are equal in either order.',
  '14.3 service.ts: if (!this.opened) await this.ready() ⇄ const writer = IdEnc.decode(key)':
    'The key is decoded before the service is ready, which needs no service.',
  '14.3 service.ts: !this.opened → true': 'ready() of a service that is open resolves at once.'
}
