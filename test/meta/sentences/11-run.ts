import type { Row } from '../sentences.ts'

const MISTAKES = 'a mistake of the person at the keyboard is one line with a code, and exit code 1'
const SIGNALS =
  'a signal closes what runs, then ends the process; a close that hangs or fails is reported'
const FAILS = 'what fails by itself is closed, and ends the process with exit code 1 and a line'
const KEYS = 'run prints its keys, and starts again with the same after a clean end'
const NEWCOMER = 'a newcomer shows no view key before it has met its base'
const FOLDERS = 'run refuses a locked, a foreign and a copied folder in one line'

export const rows: Row[] = [
  { says: 'nothing that it only expects', tests: [NEWCOMER] },
  { says: 'It closes before it ends, but waits only so long', tests: [SIGNALS, FAILS] },
  { says: 'a line says why, and the exit code is not 0', tests: [FAILS] },
  { says: 'is a message for a person', tests: [MISTAKES, FOLDERS] },
  { says: 'What was typed may contain anything', tests: [MISTAKES] },
  { says: 'In all three cases the exit code is 1', tests: [MISTAKES] },
  { says: "throw an Error if that isn't done in time", tests: [SIGNALS] },
  { says: 'it will never apply another block', tests: [FAILS] },
  { says: 'The first writer tells how a second one joins', tests: [KEYS, NEWCOMER] }
]
