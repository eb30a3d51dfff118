import { bail, command, summary } from 'paparam'

import { run } from './cli/run.ts'
import { explainBail } from './cli/terminal.ts'

const program = command(
  'registry',
  summary('A registry of models, kept by several writers'),
  run,
  bail(explainBail)
)

if (program.parse(process.argv.slice(2)) === program) console.log(program.help())
