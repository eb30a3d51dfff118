/** What the commands say, those behind a key too. */
export const VERBS = {
  verbs: [
    'npm run step -- list              all steps, and where you are',
    'npm run step -- next              go to the next step',
    'npm run step -- goto NN           go to a step',
    'npm run step -- hint [NN] [1-3]   a hint for what is next, stronger by level',
    'npm run step -- diff [NN]         your files against the solution',
    'npm run step -- solve [NN]        put the solution in place of your files',
    'npm run step -- reset [NN]        put the shipped files in place of yours',
    'npm run step -- catchup NN        solve what is open before a step, and go there',
    'npm run step -- undo              bring back what was overwritten last',
    'npm run step -- predict [NN] [a]  the lesson’s question, and your answer',
    'npm run step -- sheet [9:30]      a run sheet for a teacher'
  ],
  noVerb: (verb: string) => `There is no command ${verb}.`,
  extraWord: (verb: string, word: string) =>
    `${verb} has no use for “${word}”, so nothing was done: npm run step -- ${verb} --help`,
  noLevel: (word: string) => `There is no hint ${word}: they are 1, 2 and 3.`,
  needsStep: (verb: string) => `Say which step: npm run step -- ${verb} 05`,
  nowOn: (step: string) => `Now on ${step}: read steps/${step}/README.md`,
  lastStep: 'This is the last step.',
  hintTitle: (level: number, of: number, name: string) => `Hint ${level} of ${of} for: ${name}`,
  moreHints: 'A stronger one: h (or npm run step -- hint) again.',
  noMoreHints:
    'There is no stronger hint. The solution beside your files: d (or npm run step -- diff).',
  noHint: 'There is no hint to give: this step is done.',
  noHints: (step: string) => `${step} has no hints.`,
  sameAsSolution: 'Your files are the same as the solution.',
  diffTitle: (step: string) => `${step}: - yours, + the solution`,
  saved: (path: string) => `Your files are saved in ${path}; undo brings them back.`,
  solved: (step: string) => `${step} is solved now.`,
  wasReset: (step: string) => `${step} is as it was shipped.`,
  caughtUp: (steps: string[], step: string) =>
    steps.length > 0
      ? `Solved for you: ${steps.join(', ')}. You are on ${step}, with your own work kept.`
      : `All steps before ${step} are done. You are on ${step}.`,
  undone: (verb: string, steps: string[]) => `Undone: ${verb} of ${steps.join(', ')}.`,
  undoneKept: (path: string) => `What was there until now is in ${path}.`,
  nothingToUndo: 'There is nothing to undo.',
  notSaved: (reason: string) =>
    `Nothing was changed, since no copy of your files can be kept in .workshop/saved: ${reason}.`,
  notFolder: (step: string) =>
    `Nothing was changed, since steps/${step} is a file: move it away, and try again.`,
  noGit: 'The diff needs git, which is not installed here.',
  noStarter: (step: string) => `There is no starter of ${step} in workshop/starters.json.`,
  noStarterFile: (step: string, file: string) =>
    `The shipped ${file} can’t be made, since solutions/${step} was changed. Restore that folder first.`,
  opened: (path: string) => `Opened ${path}.`,
  openIt: (path: string) => `Open it in your editor: ${path}`,

  // Predictions.
  noQuestion: 'The lesson of this step asks for no prediction.',
  predictHow: (letters: string[]) =>
    `Answer with ${letters.join(', ')}. It is kept and costs nothing.`,
  youPredicted: (letter: string) => `You predicted: ${letter}`,
  kept: 'It is compared with what happens when the step is done.',
  noOption: (letter: string) => `${letter} isn’t one of the answers.`,
  predictedRight: (letter: string) => `You predicted ${letter}, and you were right.`,
  predictedWrong: (letter: string, right: string) => `You predicted ${letter}; it is ${right}.`,
  notPredicted: 'The lesson asks for a prediction, and you have made none: p',

  // The list and the run sheet.
  here: 'you are here',
  listStatus: { done: 'done', begun: 'begun', 'not begun': 'not begun' },
  sheetTitle: 'Run sheet (minutes are the lessons’)',
  sheetColumns: ['from', 'min', 'step'],
  sheetTotal: (minutes: number) => `${minutes} minutes, breaks not counted`,
  sheetUnknown: 'A dash: the lesson names no minutes.'
}
