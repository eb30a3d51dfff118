import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { BEGUN, SOLUTION, STARTER, STEP } from '../support/submissions.ts'
import { NFC, NFD } from './odd-lines.ts'
import { encrypted, lying, renamed, zipOf } from './zips.ts'

const MEGABYTE = 2 ** 20
const CODE = `steps/${STEP}/a.ts`
const MAIN = 'multi-writer-hyperdb-workshop-main'
const OLD_LINES = STARTER.split('\n').map((line) => `// ${line}`)
const BOMB = Buffer.alloc(64 * MEGABYTE)
/** What a Mac adds to a zip. */
const MAC = { [`__MACOSX/${MAIN}/._steps`]: 'x', [`${MAIN}/.DS_Store`]: 'x' }

/** A class in which everyone hands in otherwise. */
export async function oddFiles(): Promise<Record<string, string | Buffer>> {
  const ben = await zipOf({ [`${MAIN}/${CODE}`]: SOLUTION, ...MAC })
  const plain = await zipOf({ [CODE]: SOLUTION })
  const windows = renamed(
    await zipOf({ 'work/steps/01-a/a.ts': BEGUN }),
    'work/steps/01-a/',
    'work\\steps\\01-a\\'
  )
  return {
    [`anna/${MAIN}/${CODE}`]: SOLUTION,
    'ANNA.zip': await zipOf({ [CODE]: BEGUN }),
    'ben.zip': ben,
    'carla/hand in/Abgabe (1).ZIP': windows,
    'dora.zip': await zipOf({ 'dora/inner.zip': ben, 'dora/read me.txt': 'please' }),
    [`王小明/${CODE}`]: SOLUTION,
    [`李小龙/${CODE}`]: BEGUN,
    [`${NFD}/${CODE}`]: SOLUTION,
    [`${NFC}.zip`]: await zipOf({ [CODE]: BEGUN }),
    // Graded as shipped, whatever the Mac left there.
    [`nina/${CODE}`]: STARTER,
    [`nina/steps/${STEP}/._a.ts`]: 'x',
    [`nina/steps/${STEP}/.DS_Store`]: 'x',
    // Text that looks like holes, beside a solution.
    [`mia/${CODE}`]: [...OLD_LINES, SOLUTION].join('\n'),
    [`mia/steps/${STEP}/a copy.ts`]: STARTER,
    [`gina/${CODE}`]: SOLUTION,
    'gina.zip': plain,
    [`hugo/first/${CODE}`]: BEGUN,
    [`hugo/second try/${CODE}`]: SOLUTION,
    [`hugo/the same/${CODE}`]: SOLUTION,
    [`group 1/ida/${MAIN}/${CODE}`]: SOLUTION,
    [`group 1/jan/${MAIN}/${CODE}`]: BEGUN,
    [`class.csv/${CODE}`]: SOLUTION,
    ...Object.fromEntries(many(`frank/steps/${STEP}/storage`)),
    ...Object.fromEntries(many('frank/node_modules/package')),
    [`frank/${CODE}`]: SOLUTION,
    'bomb.zip': await zipOf({ [CODE]: SOLUTION, [`steps/${STEP}/zeros.ts`]: BOMB }),
    'liar.zip': lying(await zipOf({ [CODE]: BOMB }), SOLUTION),
    'linked.zip': await zipOf({ [CODE]: '/etc/passwd' }, [CODE]),
    '__MACOSX/._anna': 'x',
    '.DS_Store': 'x',
    'Thumbs.db': 'x',
    'desktop.ini': 'x',
    'notes.txt': 'x',
    'notes/monday.txt': 'x',
    'grades/class.csv': 'submission,status\r\n',
    'broken.zip': plain.subarray(0, plain.length / 2),
    'fake.zip': '<html>Please log in</html>',
    'work.rar': 'Rar!',
    'locked.zip': encrypted(plain),
    'climber.zip': renamed(await zipOf({ 'xx/xx/steps/01-a/a.ts': SOLUTION }), 'xx/xx', '../..'),
    'deep.zip': await zipOf({ 'a.zip': await zipOf({ 'b.zip': await zipOf({ 'c.zip': plain }) }) }),
    [`kim/${STEP}/a.ts`]: SOLUTION,
    'leo/steps/77-other/a.ts': SOLUTION
  }
}

/** Writes the class; `eve` is a link to what somebody else did. */
export async function handInOddly(folder: string): Promise<void> {
  for (const [path, content] of Object.entries(await oddFiles())) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), content)
  }
  await mkdir(join(folder, 'empty'))
  await symlink(join(folder, 'anna'), join(folder, 'eve'), 'junction')
}

function many(folder: string): [string, string][] {
  return Array.from({ length: 1000 }, (_, n) => [`${folder}/${n}.ts`, `export const n = ${n}\n`])
}
