import type { Row } from '../sentences.ts'

const RECEIVED = 'blocks that another instance has sent are appended here, in their order'
const MORE =
  'what holds more than entries is REFUSED, whoever asks, and a stranger may not ask at all'
const DRAINS = 'a writer that drains waits for what others have sent, and takes no more'
const ROUTED =
  'what the lead has stored is answered as it says, and what it has not is appended here'
const MEMBERS = 'a change of the members is appended here and never sent on'
const SAME = 'all instances choose the same lead, and a durable put waits for the signatures there'
const NEXT = 'while the lead rests, the next in the order is the lead'
const SELF = 'your instance is the lead where it comes first, and appends by itself'
const FAILED =
  'a lead that refuses, hangs or is gone costs no put, and is asked again after its rest'
const DIES = 'no answered put is lost when the lead dies with puts under way'

export const rows: Row[] = [
  { says: 'One indexer at a time appends the entries of all', tests: [SAME, SELF] },
  { says: 'that is slower, and no put fails', tests: [FAILED, DIES] },
  { says: 'in one piece and in its order', tests: [RECEIVED] },
  { says: 'Refuse what store would refuse at this moment', tests: [DRAINS] },
  { says: "a block counts as its writer's word", tests: [MORE] },
  { says: 'the instance that asks may be a plain writer', tests: [MORE] },
  { says: 'unless it consists of entries alone', tests: [MORE] },
  { says: 'it has to know of these blocks too', tests: [DRAINS] },
  { says: 'append here', tests: [ROUTED] },
  { says: 'what the lead would refuse is never sent on', tests: [MEMBERS] },
  { says: 'chooses the same lead', tests: [SAME] },
  { says: 'A peer that rests is passed over', tests: [NEXT, FAILED] },
  { says: 'no put fails because the lead did', tests: [FAILED, DIES] },
  { says: 'so that not every put has to find out again', tests: [FAILED] }
]
