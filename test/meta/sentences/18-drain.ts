import type { Row } from '../sentences.ts'

const DRAIN =
  'drain answers what is under way, refuses what comes later, and tells how much was written'
const BEHIND = 'removeWriter waits for the blocks of the writer, and is BEHIND if they don’t come'
const LOAD = 'no answered put is lost when a connected writer is drained and taken out under load'
const ADMIN =
  'an admin drains an instance by RPC, and has it taken out with the length in the answer'

export const rows: Row[] = [
  { says: 'then wait for it elsewhere, and only then remove', tests: [DRAIN, BEHIND, LOAD] },
  { says: 'what comes after them are null blocks', tests: [LOAD] },
  { says: 'It is removed without a length, as in step 17', untested: 'The step before has it.' },
  { says: 'Only one order of the steps keeps both', tests: [DRAIN] },
  {
    says: 'You have written this shape before',
    untested: 'It reminds of step 05.'
  },
  { says: 'may have come before you began', tests: [BEHIND] },
  { says: 'The answer has to contain everything', tests: [ADMIN] }
]
