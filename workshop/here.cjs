// Plain JavaScript, required before tsx: where no TypeScript can be loaded it says so in a line, and
// Node would print a stack.
const { spawnSync } = require('node:child_process')
const { dirname, join, parse, sep } = require('node:path')

const UNKNOWN = 2
/** What is known to be fine in the name of a folder; a name with anything else is tried out. */
const PLAIN = /^[\p{L}\p{M}\p{N} ._()-]*$/u
/** The smallest program that needs tsx. */
const PROGRAM = join('workshop', 'todo.ts')
const MOVE = 'move it to a folder whose path has only letters, digits, spaces, - and _'

const root = dirname(__dirname)
const problem = missing() ?? unloadable()
if (problem !== null) {
  console.log(problem)
  process.exit(UNKNOWN)
}

function missing() {
  try {
    require.resolve('tsx')
    return null
  } catch (error) {
    // Anything else is said by the trial.
    if (error.code !== 'MODULE_NOT_FOUND') return null
    return `The packages of the workshop are missing: run npm ci in ${visible(root)}`
  }
}

function unloadable() {
  const names = root.slice(parse(root).root.length).split(sep)
  if (names.every((name) => PLAIN.test(name))) return null
  // The trial would pass: Node puts the end of an import in place of each one in the path.
  if (root.includes('*')) return unusable('Node takes * in a path for something else')
  const args = ['--import', 'tsx', PROGRAM]
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' })
  if (status === 0) return null
  const [, said] = /^\w*Error(?: \[\w+\])?: (.*?):?$/m.exec(stderr) ?? []
  return unusable(visible(said ?? `node ended with ${status}`))
}

function unusable(why) {
  return `The workshop can't be loaded from ${visible(root)} (${why}): ${MOVE}`
}

/** A path may have signs that move the cursor. */
function visible(text) {
  return text.replace(/\p{Cc}/gu, '?')
}
