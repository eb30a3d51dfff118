import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { format } from 'node:util'
import IdEnc from 'hypercore-id-encoding'

import { explainBail } from '#work/11-run/cli/terminal.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { mistral } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { Cli } from './support/process.ts'
import type { Outcome, Running } from './support/process.ts'

const BIN = '#work/11-run/bin.ts'
/** Milliseconds: processes start slowly on a busy machine. */
const DEADLINE = 150_000

check(
  'a mistake of the person at the keyboard is one line with a code, and exit code 1',
  {
    points: 2,
    task: '11.1',
    deadline: DEADLINE,
    hints: [
      'paparam tells what it refused in reason and flag; what a command threw is err.',
      'A RegistryError has all that a person needs in its message. Only an error of another kind is a bug of ours, and shows its stack.',
      'process.exitCode = 1; if (err instanceof RegistryError) console.error(text(err.message)); else if (err !== undefined) console.error(err); else a line with reason and the name of the flag'
    ]
  },
  async (t) => {
    const cli = new Cli(t, BIN)
    const nowhere = join(import.meta.dirname, 'nothing is made here')
    const mistakes: [args: string[], code: string][] = [
      [['run'], 'INVALID_INPUT'],
      [['run', '--storage'], 'INVALID_FLAG'],
      [['run', '--storage', nowhere, '--colour'], 'UNKNOWN_FLAG'],
      [['walk'], 'UNKNOWN_ARG'],
      [['run', '--storage', nowhere, '--colour\u001b[2J'], 'UNKNOWN_FLAG'],
      [['run', '--storage', nowhere, '--log', 'loud'], 'INVALID_INPUT'],
      [['run', '--storage', nowhere, '--bootstrap', 'non\u001b[2Jsense'], 'INVALID_INPUT']
    ]
    const outcomes = await Promise.all(mistakes.map(([args]) => cli.run(...args)))
    for (const [at, [args, code]] of mistakes.entries()) {
      refusedInOneLine(t, outcomes[at]!, code, args.slice(-1).join())
    }
    const raw = outcomes.filter(({ stderr }) => stderr.includes('\u001b'))
    t.alike(raw, [], 'control characters are not shown raw')
    const [flag, word] = [outcomes[2]!.stderr, outcomes[3]!.stderr]
    t.ok(flag.includes('colour'), `the line names the flag that was refused: ${flag}`)
    t.ok(word.includes('walk'), `the line names the word that was refused: ${word}`)
    t.ok(flag.includes('registry run --help'), `the line says what would help: ${flag}`)
    const own = word.includes('registry --help') && !word.includes('registry registry')
    t.ok(own, `the line says what would help, of the program itself: ${word}`)

    const bug = bailOf(t, new TypeError('x is not a function'))
    t.is(bug.code, 1, 'exit code of a bug')
    t.ok(/x is not a function.*\n +at /.test(bug.stderr), `a bug has its stack: ${bug.stderr}`)
    const full = bailOf(t, Object.assign(new Error('too many files'), { code: 'EMFILE' }))
    t.ok(
      /too many files.*\n +at /.test(full.stderr),
      `a code alone is no RegistryError: ${full.stderr}`
    )
  }
)

check(
  'a signal closes what runs, then ends the process; a close that hangs or fails is reported',
  {
    points: 3,
    task: '11.2',
    deadline: DEADLINE,
    hints: [
      'close() of what runs may take forever. Who ends the wait?',
      'Wait for resource.close() or for a timer of CLOSE_TIMEOUT_MS, and find out which of them it was.',
      "const late = after(CLOSE_TIMEOUT_MS, 'late'), then await Promise.race([resource.close(), late]); if that is 'late', throw an Error that says so"
    ]
  },
  async (t) => {
    const cli = new Cli(t, '#support/closer.ts')
    const ends = ['at once', 'after a while', 'by throwing', 'never', 'never']
    const runs = await Promise.all(ends.map((how) => opened(cli, how)))
    const [quick, slow, failing, hanging, impatient] = runs
    const left = hanging!.end('SIGTERM')
    t.is(await quick!.end('SIGINT'), 0, 'exit code after SIGINT')
    t.is(await slow!.end('SIGTERM'), 0, 'exit code after SIGTERM')
    t.is(slow!.output, 'open\nclosing\nclosed\n', 'what it did until its end')
    t.is(await failing!.end('SIGTERM'), 1, 'exit code if the close fails')
    t.ok(failing!.log.includes('the disk is full'), 'the log says why')

    impatient!.signal('SIGINT')
    await impatient!.shows('the close has begun', () => impatient!.output.includes('closing'))
    t.is(await impatient!.end('SIGTERM'), 1, 'exit code after a second signal')
    t.is(await left, 1, 'exit code if the close hangs')
    t.ok(hanging!.log.includes('could not close cleanly'), 'the log says so')
  }
)

check(
  'what fails by itself is closed, and ends the process with exit code 1 and a line',
  {
    points: 2,
    task: '11.3',
    deadline: DEADLINE,
    hints: [
      'Nobody presses Ctrl-C here, so the process has to end itself. What must a supervisor and a person see?',
      'fail logs and sets the exit code; goodbye.exit() closes as a signal would.',
      "fail(err, 'failed: this process ends'), then goodbye.exit()"
    ]
  },
  async (t) => {
    const cli = new Cli(t, '#support/closer.ts')
    const stuck = await opened(cli, 'never, with a socket')
    const left = stuck.end('SIGUSR2')
    const one = await opened(cli, 'after a while')
    t.is(await one.end('SIGUSR2'), 1, 'exit code')
    t.is(one.output, 'open\nclosing\nclosed\n', 'it is closed first')
    const lines = one.log.trim().split('\n')
    t.is(lines.length, 1, 'lines in the log')
    t.ok(lines[0]?.includes('the base has failed'), `the line says why: ${lines[0]}`)
    const twice = await opened(cli, 'failing once more')
    t.is(await twice.end('SIGUSR2'), 1, 'exit code where it fails once more while it closes')
    t.is(twice.output, 'open\nclosing\nclosed\n', 'it is closed all the same')
    t.is(await left, 1, 'exit code where the close hangs')
    t.ok(stuck.log.includes('the base has failed'), `it says why all the same: ${stuck.log}`)
  }
)

check(
  'run prints its keys, and starts again with the same after a clean end',
  {
    points: 2,
    task: '11.4',
    deadline: DEADLINE,
    hints: [
      'print takes an object for scripts and lines for a person; fieldLines makes lines of an object.',
      'The keys are those of service (localKey, key, viewKey) and server (serverKey).',
      'const keys = { localKey: service.localKey, baseKey: service.key, viewKey: …, serverKey: server.serverKey }; print(json, keys, [...fieldLines(keys), …])'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, BIN)
    const folder = join(net.folder(), 'storage')
    const at = ['--storage', folder, '--dht', net.dht]
    const first = await cli.start(...at)
    const { localKey, baseKey, viewKey, serverKey } = first.keys
    const all = { localKey, baseKey, viewKey, serverKey }
    const strange = Object.entries(all).filter(([, key]) => !IdEnc.isValid(key))
    t.alike(strange, [], 'what is printed, and is not a key')
    t.is(new Set(Object.values(all)).size, 3, 'different keys: a base has that of its first writer')
    t.is(localKey, baseKey, 'the local key of the first writer, and the base key')
    t.is(await first.end('SIGTERM'), 0, 'exit code after SIGTERM')

    const person = await cli.launch('run', ...at)
    await person.shows('a person is shown the last key', () => person.output.includes(serverKey))
    for (const [name, key] of Object.entries(all)) {
      const line = person.output.split('\n').find((each) => each.startsWith(name))
      t.ok(line?.includes(key), `a line with ${name} and its key: ${line}`)
    }
    const next = told(person).join('\n')
    t.ok(next.includes(baseKey), `a line says how others join: ${next}`)
    const found = 'others can find this instance'
    await person.shows('it logs that others can find it', () => person.log.includes(found))
    t.is(await person.end('SIGINT'), 0, 'exit code after SIGINT')
  }
)

check(
  'a newcomer shows no view key before it has met its base',
  {
    points: 1,
    task: '11.4',
    deadline: DEADLINE,
    hints: [
      'A newcomer has a view of its own, which is empty; its key is not the one that readers need.',
      'How do you see that nothing of the base is here yet? Look at its length.',
      "viewKey: service.base.length > 0 ? service.viewKey : 'not known yet'"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, BIN)
    const folder = join(net.folder(), 'storage')
    const base = IdEnc.encode(mistral.driveKey)
    const newcomer = await cli.start('--storage', folder, '--dht', net.dht, '--bootstrap', base)
    const { keys } = newcomer
    t.is(keys.baseKey, base, 'the base that it was told to join')
    t.ok(IdEnc.isValid(keys.localKey), 'its local key, which somebody has to admit')
    t.absent(IdEnc.isValid(keys.viewKey), `no view key is shown (${keys.viewKey})`)
    await newcomer.end('SIGTERM')
    const again = await cli.start('--storage', folder, '--dht', net.dht)
    const { viewKey } = again.keys
    t.absent(IdEnc.isValid(viewKey), `nor at its next start, without --bootstrap (${viewKey})`)

    const other = join(net.folder(), 'storage')
    const person = await cli.launch(
      'run',
      '--storage',
      other,
      '--dht',
      net.dht,
      '--bootstrap',
      base
    )
    await person.shows('a person is told what to do next', () => told(person).length > 0)
    const next = told(person).join('\n')
    t.absent(next.includes(base), `a newcomer is not told how others join: ${next}`)
    await restarts(t, net, cli)
  }
)

check(
  'run refuses a locked, a foreign and a copied folder in one line',
  {
    points: 1,
    task: '11.4',
    deadline: DEADLINE,
    hints: [
      'Instance already refuses such folders. What happens to its error?',
      'explainBail prints what a command threw; the process has nothing left open, and ends.',
      'Let what instance.ready() throws go through, and start nothing before it.'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, BIN)
    const folder = join(net.folder(), 'storage')
    const { dht } = net
    const running = await cli.start('--storage', folder, '--dht', dht)
    const locked = await cli.run('run', '--storage', folder, '--dht', dht)
    refusedInOneLine(t, locked, 'STORAGE_LOCKED', 'a folder in use')
    t.is(await running.end('SIGTERM'), 0, 'exit code after SIGTERM')

    const copy = join(net.folder(), 'copy')
    cpSync(folder, copy, { recursive: true })
    const [copied, foreign, again] = await Promise.all([
      cli.run('run', '--storage', copy, '--dht', dht),
      cli.run('run', '--storage', import.meta.dirname, '--dht', dht),
      cli.start('--storage', folder, '--dht', dht)
    ])
    refusedInOneLine(t, copied, 'STORAGE_COPIED', 'a copy')
    refusedInOneLine(t, foreign, 'STORAGE_FOREIGN', 'a folder of something else')
    t.is(again.keys.serverKey, running.keys.serverKey, 'server key after all that')
  }
)

/** What explainBail prints for an error that a command has thrown, and its exit code. */
function bailOf(t: TestContext, err: Error) {
  const { error } = console
  const { exitCode } = process
  let stderr = ''
  console.error = (...words: unknown[]) => void (stderr += format(...words))
  try {
    const registry = { name: 'registry' }
    explainBail({ command: registry, reason: String(err.stack), err } as never)
    return { code: process.exitCode, stderr }
  } finally {
    console.error = error
    process.exitCode = exitCode
  }
}

/** A newcomer that has met its base, and is no writer; then the first writer, told to join its own. */
async function restarts(t: TestContext, net: Net, cli: Cli): Promise<void> {
  const [one, two] = [join(net.folder(), 'storage'), join(net.folder(), 'storage')]
  const first = await cli.start('--storage', one, '--dht', net.dht)
  const { baseKey, viewKey } = first.keys
  const joins = ['--dht', net.dht, '--bootstrap', baseKey]
  const second = await cli.launch('run', '--storage', two, ...joins)
  await second.shows('it has met its base', () => second.log.includes(viewKey))
  await second.end('SIGTERM')
  const again = await cli.launch('run', '--storage', two, '--dht', net.dht)
  await again.shows('a person is told what to do next', () => told(again).length > 0)
  t.ok(
    again.output.includes(viewKey),
    `it knows the view key now, though it may not write: ${again.output}`
  )
  const next = told(again).join('\n')
  t.absent(next.includes(baseKey), `no writer yet, with and without --bootstrap: ${next}`)
  await first.end('SIGTERM')
  const writer = await cli.launch('run', '--storage', one, ...joins)
  await writer.shows('a person is told what to do next', () => told(writer).length > 0)
  const said = told(writer).join('\n')
  t.ok(said.includes(baseKey), `a writer that was started with --bootstrap: ${said}`)
}

/** What run says to a person besides the keys. */
function told({ output }: Running): string[] {
  return output.split('\n').filter((line) => line.trim() !== '' && !/^\w+Key\b/.test(line))
}

async function opened(cli: Cli, how: string): Promise<Running> {
  const running = await cli.launch(how)
  await running.shows('a process is open', () => running.output.includes('open') || running.ended)
  return running
}

function refusedInOneLine(t: TestContext, outcome: Outcome, code: string, what: string): void {
  const [line, ...rest] = outcome.stderr.trim().split('\n')
  t.is(outcome.code, 1, `exit code of ${code} (${what})`)
  t.ok(line?.startsWith(code), `the line begins with ${code} (${what}): ${line}`)
  t.alike(rest, [], `no second line (${what})`)
}
