import { run } from '#registry/cli/run.ts'
import { listen } from './monitor.ts'

/**
 * The finished program, with one flag more: `run --http HOST:PORT` serves /health and /metrics.
 * That isn't an idea of the workshop, and it is as long as a step: so it is here, not in one.
 */
const FLAG = '--http'
run.footer = `This program also has:
  ${FLAG} <host:port>      serve /health and /metrics at that address of this machine`

const at = process.argv.findIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`))
if (process.argv[2] === 'run' && at !== -1) {
  const [word = '', next = ''] = process.argv.slice(at, at + 2)
  const isAlone = word === FLAG
  process.argv.splice(at, isAlone ? 2 : 1)
  await listen(isAlone ? next : word.slice(FLAG.length + 1)).catch((err) => {
    console.error(`INVALID_INPUT: ${FLAG}: ${err.message}`)
    process.exit(1)
  })
}
await import('#registry')
