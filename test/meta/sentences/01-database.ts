import type { Row } from '../sentences.ts'

const STAGED = 'put stores nothing before flush, and flush stores all that is staged'
const SCHEMA = 'the schema registers an index by type and one by owner'
const SAME = 'whatever is put, deleted, flushed and asked for, your view answers as ours does'

export const rows: Row[] = [
  { says: 'put and delete', tests: [STAGED, SAME] },
  { says: 'at once, with every index', tests: [STAGED, SAME] },
  {
    says: 'keep all of them up to date',
    tests: [
      'a second put of the same name replaces the entry, and the indexes follow',
      'a deleted entry is gone by name and from every index'
    ]
  },
  { says: 'only at their own registration they are short', tests: [SCHEMA] },
  { says: 'its place is its number', tests: [SCHEMA] },
  { says: 'The builder is described in', untested: 'It names a document.' },
  {
    says: 'an entry of the same name is replaced',
    tests: [
      'an entry that was put and flushed is found by its name',
      'an entry without owner and description is stored, with null for both',
      'a name that nobody put is null',
      SAME
    ]
  },
  { says: 'The caller of put decides when to store', tests: [STAGED] },
  {
    says: 'is everything that equals it',
    tests: ['entries are found by drive key, by type and by owner', SAME]
  },
  {
    says: 'deleting what is not there is fine',
    tests: ['deleting what is not there changes nothing', SAME]
  },
  { says: 'See what the database does about both', untested: 'It says where to look.' },
  {
    says: 'you ask an index for a range',
    tests: ['entries are found by drive key, by type and by owner']
  }
]
