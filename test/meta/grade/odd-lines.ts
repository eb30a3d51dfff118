/** A line of hand-ins.csv: where it was found, and as whom it is graded or why it is skipped. */
export type Line = [path: string, name: string, remark: RegExp]

export const NFC = 'Andr\u00e9'
export const NFD = 'Andre\u0301'

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
  ['climber.zip', '', /^names files outside itself/],
  ['deep.zip', '', /zip in a zip in a zip$/],
  ['desktop.ini', '', /^left by Windows$/],
  ['dora.zip', 'dora', /^found in dora\/inner\.zip\/multi-writer-hyperdb-workshop-main$/],
  ['empty', '', /^has no folder “steps”/],
  ['eve', '', /^is a symbolic link/],
  ['fake.zip', '', /^isn’t a zip/],
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
  ['notes.txt', '', /^isn’t a folder or a zip$/],
  ['work.rar', '', /^can’t be opened here: hand in a zip or a folder$/],
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
