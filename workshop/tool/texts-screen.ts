/** What the tool says on its screen. */
export const SCREEN = {
  usage: [
    'npm start               on a terminal; npm start -- --plain: lines for a screen reader',
    'npm start -- --machine  what to paste into a report about this machine'
  ],
  plainSince: 'This terminal takes only lines, so the tool writes lines (as with --plain).',
  notKept: (reason: string) =>
    `Where you are can’t be kept in .workshop (${reason}): it is forgotten when this ends.`,
  notWritten: (file: string, reason: string) => `${file} could not be written: ${reason}.`,
  toolFailed: (reason: string) => `This is the tool’s fault, not yours: ${reason}`,

  machineBad: 'This machine can’t run the workshop yet:',
  machineUnsure: 'Everything else waits for this. Then run npm start again.',

  // The main screen.
  step: (name: string, n: number, all: number) => `Step ${name} (${n} of ${all})`,
  points: (points: number, max: number) =>
    max > 0 ? `${points} of ${max} points` : 'no points in this step',
  allPoints: (points: number, max: number) => `${points} of ${max} in all`,
  lessonLabel: 'Lesson',
  nextLabel: 'Next',
  typesLabel: 'Types',
  aboutMinutes: (minutes: number) => `about ${minutes} min`,
  status: {
    done: 'done',
    begun: 'begun',
    failing: 'something is wrong',
    'not begun': 'not begun',
    unknown: 'unknown'
  },
  verdict: {
    passed: 'passed',
    failed: 'failed',
    'not reached': 'not reached',
    unknown: 'unknown',
    running: 'running',
    waiting: 'waiting'
  },
  grading: (step: string) => `Grading ${step} …`,
  graded: (seconds: string) => `graded in ${seconds} s`,
  stillToDo: (task: string) => `task ${task} is still to be done`,
  task: (task: string, what: string) => `task ${task}: ${what}`,
  readFirst: (path: string) => `Tests that stop at a task are expected at first. Read ${path}.`,
  predictFirst: 'Then answer its question, before you code: p',
  makeTrue: (name: string) => `make this true: ${name}`,
  makeLoad: 'make the files of this step load again',
  closeAll: (trouble: string) => `all tests pass, but: ${trouble}`,
  stepIsDone: 'this step is done: press n to go on',
  explore: (path: string) => `read ${path} (o opens it), run the program, then break it`,
  shipsSolved: 'This step ships solved, so it is green. Save a change and see what fails.',
  predictOnceRead: 'The lesson asks what will happen: p to answer. When you have seen it: n',
  sayWhy: (name: string) => `say why this fails, then undo your change: ${name}`,
  orReset: 'x brings the shipped files back.',
  tryAgain: 'run it again (r) with the machine less busy: your code is not to blame',
  cantLoad: 'The files of this step can’t be loaded:',
  itPrinted: 'Your code printed:',
  unknownMeans:
    'What fails here fails with the reference solution too: nothing is held against you.',
  advice: 'only advice: it costs no points',

  // The end of a step, and of the workshop.
  doneTitle: (title: string) => `Done: ${title}`,
  nowYouCan: 'Now you can:',
  comesNext: (title: string) => `What comes next: ${title}`,
  lookAt: (path: string) => `The answers, and what breaks in production: ${path}`,
  pressNext: 'n: next step',
  celebrate: (points: number, steps: number) => [
    '*    .      *       .     *      .    *',
    '   Y O U   B U I L T   A L L   O F   I T',
    '.      *       .    *      .     *     .',
    '',
    `${points} points in ${steps} steps.`,
    'You wrote a database that has many writers and no server in the middle,',
    'that signs by majority, and that lives on when a writer is lost.',
    'Take it with you: solutions/ and your own steps/ are yours.'
  ],
  someLeft: (steps: string[]) => `Not done yet: ${steps.join(', ')} (npm run step -- goto NN)`,

  // Keys.
  keys: [
    ['n', 'next'],
    ['h', 'hint'],
    ['l', 'list'],
    ['d', 'diff'],
    ['r', 'run'],
    ['x', 'reset'],
    ['o', 'open lesson'],
    ['s', 'solve'],
    ['u', 'undo'],
    ['p', 'predict'],
    ['v', 'picture'],
    ['q', 'quit']
  ],
  scroll: (from: number, to: number, all: number) => `lines ${from}–${to} of ${all}: ↑ ↓`,
  back: 'Esc: back',
  plainKeys: 'Type a letter and Enter:',
  stillGrading: 'This step is being graded. Wait for that, or press n again to go on all the same.',
  pressAgain: {
    n: 'This step is not done. Press n again to go on all the same.',
    x: 'Press x again to put the shipped files in place of yours (a copy is kept).',
    s: 'Press s again to put the solution in place of your files (a copy is kept).',
    u: 'Press u again to undo the last reset, solve or catchup.'
  },
  noPicture: 'No test here has left a picture: an order of puts that fails does.',
  picture: (url: string) => `The order that fails, as a picture: ${url}`,
  unknownKey: (key: string) => `${key} isn’t a command here.`,
  bye: (step: string) => `You are on ${step}. npm start brings you back.`,
  byeUnkept: (step: string) =>
    `You were on ${step}, and npm start won’t know: n goes from step to step.`
}
