import { fileURLToPath } from 'node:url'

import { carry, listChain } from './carry.ts'
import { readFlags, refuse } from './flags.ts'
import { print } from './grade/print.ts'

const USAGE = `npm run ripple -- [FOLDER]
Carries what you edited since the last commit into all later steps, from FOLDER on (steps/NN-x or
solutions/NN-x), and stops at a conflict.`

const root = fileURLToPath(new URL('..', import.meta.url))
readFlags(USAGE, {}, true)
// A shell that completes paths adds the slash.
const from = process.argv[2]?.replace(/\/$/, '')
if (from && !(await listChain(root)).includes(from)) refuse(`there is no folder ${from}`, USAGE)
const { changed, conflict } = await carry(root, from)

print(...changed.map((path) => `carried to ${path}`))
if (conflict) {
  const folder = conflict.split('/').slice(0, 2).join('/')
  print(`conflict in ${conflict}: resolve it there, then: npm run ripple -- ${folder}`)
  process.exitCode = 1
} else {
  print(`${changed.length} files changed. For each schema.ts: npm run spec -- FOLDER`)
}
