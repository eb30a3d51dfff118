/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  "15.1 schema.ts: structs.register({ name: 'entry-name', fields: [{ name: 'nam … ng', required: true }] }) ⇄ structs.register({ name: 'delete-request', fields: [ { name: … out', type: 'uint' } ] })":
    'Structs have no numbers: they are found by their names.',
  '15.4 cli/delete.ts: durable = false: false → true':
    'paparam gives false for a flag that is not there: this default is never used.'
}
