import type { WrongSolution } from '../wrong.ts'

const MISTAKES = 'a mistake of the person at the keyboard is one line with a code, and exit code 1'
const SIGNALS =
  'a signal closes what runs, then ends the process; a close that hangs or fails is reported'
const FAILS = 'what fails by itself is closed, and ends the process with exit code 1 and a line'
const KEYS = 'run prints its keys, and starts again with the same after a clean end'
const NEWCOMER = 'a newcomer shows no view key before it has met its base'
const FOLDERS = 'run refuses a locked, a foreign and a copied folder in one line'

const EXIT_CODE = `  process.exitCode = 1
  if`
const OURS = `  if (err instanceof RegistryError) return console.error(text(err.message))
`
const RACE = `  const outcome = await Promise.race([resource.close(), late])
`
const LATE = `  if (outcome === 'late') throw new Error(\`not closed after \${CLOSE_TIMEOUT_MS} ms\`)
`
const FAIL = `    fail(err, 'failed: this process ends')
`
const EXIT = `    goodbye.exit()
`

/** It lacks files that the grader loads. */
export const before = 'all'

export const wrong: WrongSolution[] = [
  {
    mistake: 'A mistake ends with exit code 0',
    edits: [{ file: 'cli/terminal.ts', find: EXIT_CODE, replace: `  if` }],
    fails: [MISTAKES, FOLDERS],
    message: /exit code of INVALID_INPUT/
  },
  {
    mistake: 'Errors of ours are shown with their stack',
    edits: [{ file: 'cli/terminal.ts', find: OURS, replace: `` }],
    fails: [MISTAKES, FOLDERS],
    message: /no second line|the line begins with/
  },
  {
    mistake: 'What a person typed is shown as it came',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `console.error(text(err.message))`,
        replace: `console.error(err.message)`
      }
    ],
    fails: [MISTAKES],
    message: /control characters are not shown raw/
  },
  {
    mistake: 'What paparam refuses is told without its code',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `\`\${reason}: \${flag?.name ?? arg?.value ?? ''}; see \${help}\``,
        replace: `help`
      }
    ],
    fails: [MISTAKES],
    message: /the line begins with INVALID_FLAG/
  },
  {
    mistake: 'What paparam refuses is shown as it came',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `console.error(text(\`\${reason}: \${flag?.name ?? arg?.value ?? ''}; see \${help}\`))`,
        replace: `console.error(\`\${reason}: \${flag?.name ?? arg?.value ?? ''}; see \${help}\`)`
      }
    ],
    fails: [MISTAKES],
    message: /control characters are not shown raw/
  },
  {
    mistake: 'The line does not say which flag was refused',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `\${flag?.name ?? arg?.value ?? ''}; see`,
        replace: `\${arg?.value ?? ''}; see`
      }
    ],
    fails: [MISTAKES],
    message: /the line names the flag that was refused/
  },
  {
    mistake: 'The line does not say which word was refused',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `flag?.name ?? arg?.value ?? ''`,
        replace: `flag?.name ?? ''`
      }
    ],
    fails: [MISTAKES],
    message: /the line names the word that was refused/
  },
  {
    mistake: 'The line says what is wrong, and not what would help',
    edits: [{ file: 'cli/terminal.ts', find: `; see \${help}`, replace: `\${help && ''}` }],
    fails: [MISTAKES],
    message: /the line says what would help/
  },
  {
    mistake: 'A bug is told without its stack',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `return console.error(err)`,
        replace: `return console.error(text(err.message))`
      }
    ],
    fails: [MISTAKES],
    message: /a bug has its stack/
  },
  {
    mistake: 'The message goes to stdout',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `return console.error(text(err.message))`,
        replace: `return console.log(text(err.message))`
      }
    ],
    fails: [MISTAKES, FOLDERS],
    message: /the line begins with INVALID_INPUT/
  },
  {
    mistake: 'A close that hangs is waited for',
    edits: [
      {
        file: 'cli/signals.ts',
        find: RACE,
        replace: `  const outcome: unknown = await resource.close()\n`
      }
    ],
    fails: [SIGNALS],
    message: /exit code if the close hangs/
  },
  {
    mistake: 'A close that hangs is passed over in silence',
    edits: [{ file: 'cli/signals.ts', find: LATE, replace: `  if (outcome === 'late') return\n` }],
    fails: [SIGNALS],
    message: /exit code if the close hangs/
  },
  {
    mistake: 'The timer of a close that hangs doesn’t keep the process',
    edits: [{ file: 'cli/signals.ts', find: `'late')\n`, replace: `'late', { ref: false })\n` }],
    fails: [SIGNALS],
    message: /exit code if the close hangs/
  },
  {
    mistake: 'Nobody waits for the close',
    edits: [
      {
        file: 'cli/signals.ts',
        find: `${RACE}${LATE}`,
        replace: `  void resource.close()
  void late
`
      }
    ],
    fails: [SIGNALS, FAILS],
    message: /what it did until its end|it is closed first/
  },
  {
    mistake: 'A close that fails is passed over in silence',
    edits: [
      {
        file: 'cli/signals.ts',
        find: `Promise.race([resource.close(), late])`,
        replace: `Promise.race([resource.close().catch(() => {}), late])`
      }
    ],
    fails: [SIGNALS],
    message: /exit code if the close fails/
  },
  {
    mistake: 'A failure is logged, and the process stays',
    edits: [{ file: 'cli/signals.ts', find: EXIT, replace: `` }],
    fails: [FAILS],
    message: /the process ends after SIGUSR2/
  },
  {
    mistake: 'A failure ends the process with exit code 0',
    edits: [
      { file: 'cli/signals.ts', find: FAIL, replace: `    logger.fatal({ err }, 'failed')\n` }
    ],
    fails: [FAILS],
    message: /exit code/
  },
  {
    mistake: 'A failure ends the process before anything is closed',
    edits: [{ file: 'cli/signals.ts', find: EXIT, replace: `    process.exit(1)\n` }],
    fails: [FAILS],
    message: /it is closed first/
  },
  {
    mistake: 'A failure says nothing',
    edits: [
      { file: 'cli/signals.ts', find: FAIL, replace: `    process.exitCode = err ? 1 : 0\n` }
    ],
    fails: [FAILS],
    message: /the line says why/
  },
  {
    mistake: 'A newcomer shows the key of its empty view',
    edits: [
      {
        file: 'cli/run.ts',
        find: `service.base.length > 0 ? service.viewKey : 'not known yet'`,
        replace: `service.viewKey`
      }
    ],
    fails: [NEWCOMER],
    message: /no view key is shown/
  },
  {
    mistake: 'The first writer does not show its view key either',
    edits: [
      {
        file: 'cli/run.ts',
        find: `service.base.length > 0 ?`,
        replace: `service.base.signedLength > 1000 ?`
      }
    ],
    fails: [KEYS],
    message: /what is printed, and is not a key/
  },
  {
    mistake: 'Local key and server key are confused',
    edits: [
      {
        file: 'cli/run.ts',
        find: `localKey: service.localKey`,
        replace: `localKey: server.serverKey`
      }
    ],
    fails: [KEYS],
    message: /different keys|the local key of the first writer/
  },
  {
    mistake: 'Nobody is told how a second instance joins',
    edits: [
      {
        file: 'cli/run.ts',
        find: `A second instance joins with --bootstrap \${IdEnc.encode(keys.baseKey)}`,
        replace: `This instance may write\${IdEnc.encode(keys.baseKey).slice(52)}`
      }
    ],
    fails: [KEYS],
    message: /a line says how others join/
  },
  {
    mistake: 'An instance that may not write invites others',
    edits: [
      {
        file: 'cli/run.ts',
        find: `const next = service.base.writable`,
        replace: `const next = json !== null`
      }
    ],
    fails: [NEWCOMER],
    message: /a newcomer is not told how others join/
  },
  {
    mistake: 'A person is shown no keys',
    edits: [
      {
        file: 'cli/run.ts',
        find: `print(json, keys, [...fieldLines(keys), '', next])`,
        replace: `print(json, keys, [next])`
      }
    ],
    fails: [KEYS],
    message: /a person is shown the last key/
  },
  {
    mistake: 'Any error with a code is a message for a person',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `if (err instanceof RegistryError) return`,
        replace: `if (err !== undefined && 'code' in err) return`
      }
    ],
    fails: [MISTAKES],
    message: /a code alone is no RegistryError/
  },
  {
    mistake: 'The program itself is a command of the program',
    edits: [
      {
        file: 'cli/terminal.ts',
        find: `name === 'registry' ? 'registry --help' : \`registry \${name} --help\``,
        replace: `\`registry \${name} --help\``
      }
    ],
    fails: [MISTAKES],
    message: /of the program itself/
  },
  {
    mistake: 'Only a writer knows the view key',
    edits: [
      {
        file: 'cli/run.ts',
        find: `viewKey: service.base.length > 0 ? service.viewKey`,
        replace: `viewKey: service.base.writable ? service.viewKey`
      }
    ],
    fails: [NEWCOMER],
    message: /it knows the view key now/
  },
  {
    mistake: 'Who is told to join may not write',
    edits: [
      {
        file: 'cli/run.ts',
        find: `const next = service.base.writable
`,
        replace: `const next = key === null
`
      }
    ],
    fails: [NEWCOMER],
    message: /with and without --bootstrap/
  },
  {
    mistake: 'What has failed is closed without a limit',
    edits: [
      {
        file: 'cli/signals.ts',
        find: `    fail(err, 'failed: this process ends')
    goodbye.exit()
`,
        replace: `    fail(err, 'failed: this process ends')
    void resource.close().finally(() => process.exit(1))
`
      }
    ],
    fails: [FAILS],
    message: /SIGUSR2/
  },
  {
    mistake: 'Only its first error is listened for',
    edits: [
      { file: 'cli/signals.ts', find: `resource.on('error'`, replace: `resource.once('error'` }
    ],
    fails: [FAILS],
    message: /it is closed all the same/
  },
  {
    mistake: 'Only --bootstrap makes a newcomer',
    edits: [
      {
        file: 'cli/run.ts',
        find: `service.base.length > 0 ?`,
        replace: `service.base.length > 0 || key === null ?`
      }
    ],
    fails: [NEWCOMER],
    message: /at its next start, without --bootstrap/
  }
]
