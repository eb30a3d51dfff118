import type { Row } from '../sentences.ts'

const TRUE = 'each answer is true: the change is in the file by then'
const KEPT = 'changes in the same moment are all kept: one save follows another'

export const rows: Row[] = [
  { says: 'After the answer, the file has the list', tests: [TRUE] },
  {
    says: 'replaces the whole file or nothing of it',
    tests: [
      KEPT,
      'on the command line: allow, deny and access; the lists outlive a kill, a damaged file is reported'
    ]
  },
  {
    says: 'one list',
    tests: [
      'allow and deny change the list that is named, and no other',
      'by RPC an admin allows and denies; it holds for connections that are open already'
    ]
  },
  { says: 'lose admin rights', tests: ['an owner stays an admin: OWNER, and nothing has changed'] },
  {
    says: 'It begins after every save',
    tests: [KEPT, 'a save that fails is reported to its own caller, and the next one is written']
  }
]
