import goodbye from 'graceful-goodbye'
import { bail, command, summary } from 'paparam'

import { access, allow, deny } from './cli/access.ts'
import { addWriter } from './cli/add-writer.ts'
import { blindPeer } from './cli/blind-peer.ts'
import { deleteEntry } from './cli/delete.ts'
import { drain } from './cli/drain.ts'
import { dump } from './cli/export.ts'
import { get } from './cli/get.ts'
import { load } from './cli/import.ts'
import { identity } from './cli/identity.ts'
import { list } from './cli/list.ts'
import { put } from './cli/put.ts'
import { removeWriter } from './cli/remove-writer.ts'
import { run } from './cli/run.ts'
import { status } from './cli/status.ts'
import { endWithOutput, explainBail } from './cli/terminal.ts'
import { upgrade } from './cli/upgrade.ts'

const program = command(
  'registry',
  summary('A registry of models, kept by several writers'),
  run,
  blindPeer,
  put,
  get,
  deleteEntry,
  list,
  status,
  load,
  dump,
  addWriter,
  removeWriter,
  drain,
  upgrade,
  identity,
  allow,
  deny,
  access,
  // After a signal whatever breaks off has been told to.
  bail((why) => void (goodbye.exiting || explainBail(why)))
)

process.stdout.on('error', endWithOutput)
// A terminal that is closed sends this one, and its programs end as they do after the others.
process.on('SIGHUP', () => process.emit('SIGTERM', 'SIGTERM') || process.exit(129))
if (program.parse(process.argv.slice(2)) === program) console.log(program.help())
