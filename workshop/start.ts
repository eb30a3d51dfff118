import { fileURLToPath } from 'node:url'
import { styleText } from 'node:util'

import { readArguments } from './grade/arguments.ts'
import { exitCode } from './grade/grade.ts'
import { print } from './grade/print.ts'
import { checkMachine } from './machine.ts'
import { describeMachine } from './machine-report.ts'
import { runInteractive } from './tool/interactive.ts'
import { PlainDisplay } from './tool/plain.ts'
import { Session } from './tool/session.ts'
import { texts } from './tool/texts.ts'

const UNKNOWN = 2
const root = fileURLToPath(new URL('..', import.meta.url))

try {
  process.exitCode = await main()
} catch (error) {
  print(error instanceof Error ? error.message : String(error))
  process.exitCode = UNKNOWN
}

async function main(): Promise<number> {
  const { values } = readArguments(texts.usage.join('\n'), {
    plain: { type: 'boolean', default: false },
    machine: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false }
  })
  if (values.help) {
    print(...texts.usage, ...texts.verbs)
    return 0
  }
  const findings = await checkMachine()
  if (values.machine) {
    print(...(await describeMachine(root, findings)))
    return findings.length > 0 ? UNKNOWN : 0
  }
  if (findings.length > 0) {
    print(styleText('yellow', `? ${texts.machineBad}`))
    for (const { problem, wayOut } of findings) print(`  ${problem}`, `    ${wayOut}`)
    print(texts.machineUnsure)
    return UNKNOWN
  }
  const live = process.stdin.isTTY && process.stdout.isTTY && !process.env['CI']
  // Without the two dashes npm takes the flag for its own.
  const plain = values.plain || process.env['npm_config_plain'] === 'true'
  return live ? runInteractive(root, { plain }) : oneRound()
}

/** For pipes and CI: one verdict, with the exit codes of `npm test`. */
async function oneRound(): Promise<number> {
  const session = await Session.open(root, new PlainDisplay({ keys: false }))
  const grade = await session.once()
  return grade ? exitCode({ steps: [grade] }) : UNKNOWN
}
