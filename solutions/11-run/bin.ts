import { bail, command, summary } from 'paparam'

import { run } from './cli/run.ts'
import { explainBail } from './cli/terminal.ts'

const program = command(
  'registry',
  summary('A registry of models, kept by several writers'),
  run,
  bail(explainBail)
)

// A terminal that is closed sends this one, and its programs end as they do after the others.
process.on('SIGHUP', () => process.emit('SIGTERM', 'SIGTERM') || process.exit(129))
if (program.parse(process.argv.slice(2)) === program) console.log(program.help())
