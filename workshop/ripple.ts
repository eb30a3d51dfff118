import { fileURLToPath } from 'node:url'

import { carry } from './carry.ts'
import { print } from './grade/print.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const { changed, conflict } = await carry(root, process.argv[2])

print(...changed.map((path) => `carried to ${path}`))
if (conflict) {
  const folder = conflict.split('/').slice(0, 2).join('/')
  print(`conflict in ${conflict}: settle it there, then: npm run ripple -- ${folder}`)
  process.exitCode = 1
} else {
  print(`${changed.length} files changed. For each schema.ts: npm run spec -- FOLDER`)
}
