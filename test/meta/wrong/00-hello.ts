import type { WrongSolution } from '../wrong.ts'

const SAME = 'both peers read the same, and both greetings are in it'
const PRINTED = 'what is printed at the end is what the peers read'

// The lesson asks to break it; this is what each breakage does.
export const wrong: WrongSolution[] = [
  {
    mistake: 'The peers never meet after they wrote',
    edits: [
      {
        file: 'hello.ts',
        find: `  await replicateAndSync([ada, ben])
  const views`,
        replace: `  const views`
      }
    ],
    fails: [SAME],
    message: /what Ben reads is what Ada reads/
  },
  {
    mistake: 'apply stores the time of day',
    edits: [
      {
        file: 'hello.ts',
        find: `await view.append(value)`,
        replace: 'await view.append(`${value} ${performance.now()}`)'
      }
    ],
    fails: [SAME],
    message: /what Ben reads is what Ada reads/
  },
  {
    mistake: 'apply ignores who is admitted',
    edits: [
      {
        file: 'hello.ts',
        find: `await host.addWriter(IdEnc.decode(value.slice(ADMIT.length)), { indexer: false })`,
        replace: ``
      }
    ],
    fails: [SAME, PRINTED],
    message: /Not writable/
  }
]
