import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

import { BEGUN, SOLUTION, STARTER, STEP } from '../support/submissions.ts'
import { encrypted, lying, renamed, zipOf } from './zips.ts'

/** A line of hand-ins.csv: where it was found, and as whom it is graded or why it is skipped. */
export type Line = [path: string, name: string, remark: RegExp]

const MEGABYTE = 2 ** 20
const CODE = `steps/${STEP}/a.ts`
const MAIN = 'multi-writer-hyperdb-workshop-main'
const NFC = 'Andr\u00e9'
const NFD = 'Andre\u0301'
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

/** What is to become of them, in this order. */
export const oddLines: Line[] = [
  ['.DS_Store', '', /^left by macOS$/],
  ['ANNA.zip', 'ANNA', /^$/],
  [NFD, NFC, /^$/],
  [`${NFC}.zip`, `${NFC}-2`, /^$/],
  ['Thumbs.db', '', /^left by Windows$/],
  ['__MACOSX', '', /^left by macOS$/],
  ['anna', 'anna-2', /^found in multi-writer-hyperdb-workshop-main$/],
  ['ben.zip', 'ben', /^found in multi-writer-hyperdb-workshop-main$/],
  ['bomb.zip', 'bomb', /^$/],
  ['broken.zip', '', /^can’t be read as a zip/],
  ['carla', 'carla', /^found in hand in\/Abgabe \(1\)\.ZIP\/work$/],
  ['class.csv', '_class.csv', /^$/],
  ['climber.zip', '', /^names files outside of itself/],
  ['deep.zip', '', /zip in a zip in a zip$/],
  ['desktop.ini', '', /^left by Windows$/],
  ['dora.zip', 'dora', /^found in dora\/inner\.zip\/multi-writer-hyperdb-workshop-main$/],
  ['empty', '', /^has no folder “steps”/],
  ['eve', '', /^is a symbolic link/],
  ['fake.zip', '', /^is no zip/],
  ['frank', 'frank', /^$/],
  ['gina', 'gina', /^$/],
  ['gina.zip', '', /^is the same as gina$/],
  ['grades', '', /^holds grades$/],
  ['group 1/ida', 'group 1-ida', /^found in multi-writer-hyperdb-workshop-main$/],
  ['group 1/jan', 'group 1-jan', /^found in multi-writer-hyperdb-workshop-main$/],
  ['hugo/first', 'hugo-first', /^$/],
  ['hugo/second try', 'hugo-second try', /^$/],
  ['hugo/the same', '', /^is the same as hugo\/second try$/],
  ['kim', '', /^has 01-a, but not in a folder “steps”$/],
  ['leo', '', /^has other steps than this workshop \(77-other\)$/],
  ['liar.zip', '', /^steps\/01-a\/a\.ts is not as large as the zip says$/],
  ['linked.zip', 'linked', /^$/],
  ['locked.zip', '', /^steps\/01-a\/a\.ts is encrypted$/],
  ['mia', 'mia', /^$/],
  ['nina', 'nina', /^$/],
  ['notes', '', /^has no folder “steps”/],
  ['notes.txt', '', /^is no folder and no zip$/],
  ['work.rar', '', /^is packed: hand in a zip or a folder$/],
  ['李小龙', '李小龙', /^$/],
  ['王小明', '王小明', /^$/]
]

/** Points of a name, of three, and what the notes say. */
export const oddPoints: [name: string, points: number, note?: RegExp][] = [
  ['ANNA', 1],
  [NFC, 3],
  [`${NFC}-2`, 1],
  ['_class.csv', 3],
  ['anna-2', 3],
  ['ben', 3],
  ['bomb', 3, /steps\/01-a\/zeros\.ts makes a step of more than 4 MB/],
  ['carla', 1],
  ['dora', 3],
  ['frank', 3, /701 files of steps\/01-a/],
  ['gina', 3],
  ['group 1-ida', 3],
  ['group 1-jan', 1],
  ['hugo-first', 1],
  ['hugo-second try', 3],
  ['linked', 0, /steps\/01-a\/a\.ts is a symbolic link/],
  ['mia', 3],
  ['nina', 0],
  ['李小龙', 1],
  ['王小明', 3]
]

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
