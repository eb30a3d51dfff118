import type { Row } from '../sentences.ts'

const NEW = 'a new base opens with an empty view'
const BUILT = 'a peer that never wrote builds the same view from the blocks of another'
const FLUSH = 'several blocks in one apply are stored by one flush'
const READ = 'an entry that was put is read from the view'
const BATCH = 'putAll appends its entries as one batch'
const AGREES = 'your peer agrees with two of our peers, block for block'
const ORDERS = 'the same puts give the same view in every order of meeting and parting'

export const rows: Row[] = [
  {
    says: 'The view is a function of the blocks and their order',
    tests: ['two writers who were apart end up with the same view', AGREES, ORDERS]
  },
  { says: 'flushes once, and knows nothing else', tests: [FLUSH, AGREES, ORDERS] },
  { says: 'Autobase cuts the view back to', untested: 'It is what Autobase does.' },
  { says: 'and happens all the time', untested: 'It explains the sentence before.' },
  { says: 'A block names the blocks that its writer knew', untested: 'It is what Autobase does.' },
  { says: 'All are in service.ts', untested: 'It says where the tasks are.' },
  {
    says: 'this store is cut back with the order',
    tests: [NEW, 'a view is rebuilt from the blocks after a restart', ORDERS]
  },
  { says: 'Name it view', tests: [AGREES] },
  { says: "put the block's entry into the view", tests: [BUILT, FLUSH, READ] },
  { says: 'in a block a key is text', tests: [BUILT, READ] },
  { says: 'may carry several nodes and makes one flush', tests: [FLUSH, BATCH, AGREES] },
  { says: 'Without a flush nothing is stored', tests: [BUILT, READ] },

  { says: 'Then A2 arrives from Ada', untested: 'It is an example.' },
  { says: 'are applied one by one', tests: [BATCH] }
]
