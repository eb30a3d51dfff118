import { run } from '#registry/cli/run.ts'
import { text } from '#registry/cli/terminal.ts'
import { VERSION } from '#registry/operations.ts'
import release from '../../package.json' with { type: 'json' }
import { listen } from './monitor.ts'

/**
 * The finished program, with two flags more: `run --http HOST:PORT` serves /health and /metrics, and
 * `--version` says which program this is. Neither is an idea of the workshop: so they are here, not
 * in a step.
 */
const FLAG = '--http'
run.footer = `This program also has:
  ${FLAG} <host:port>      serve /health and /metrics at that address of this machine`

if (process.argv[2] === '--version') {
  console.log(`registry ${release.version}, version ${VERSION} of the operations`)
  process.exit()
}
const at = process.argv.findIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`))
if (process.argv[2] === 'run' && at !== -1) {
  const [word = '', next = ''] = process.argv.slice(at, at + 2)
  const isAlone = word === FLAG
  process.argv.splice(at, isAlone ? 2 : 1)
  await listen(isAlone ? next : word.slice(FLAG.length + 1)).catch((err) => {
    console.error(text(`INVALID_INPUT: ${FLAG}: ${err.message}`))
    process.exit(1)
  })
}
await import('#registry')
