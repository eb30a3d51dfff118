import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import IdEnc from 'hypercore-id-encoding'

import { RegistryServer as ReferenceServer } from '#reference/12-cli/net/server.ts'
import { createSwarm as referenceSwarm } from '#reference/12-cli/net/swarm.ts'
import { RegistryService as Reference } from '#reference/12-cli/service.ts'
import { withClient } from '#work/12-cli/cli/target.ts'
import { Instance } from '#work/12-cli/instance/instance.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startInstance, startService } from './support/deploy.ts'
import { llama, mistral, whisper, zoo } from './support/fixtures.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { Cli } from './support/process.ts'
import type { Outcome } from './support/process.ts'

const BIN = '#work/12-cli/bin.ts'
/** Milliseconds: processes start slowly on a busy machine. */
const DEADLINE = 150_000
const KEY = IdEnc.encode(mistral.driveKey)

check(
  'a command says in one line which instance it cannot talk to, and why',
  {
    points: 2,
    task: '12.1',
    deadline: DEADLINE,
    hints: [
      'A folder has a card, which has everything about its instance. What if no folder was given, either?',
      'readCard tells the server key, as text, and the DHT; --dht overrides what the card says.',
      "if (storage === undefined) throw RegistryError.INVALID_INPUT(…); const card = await readCard(storage); return { serverKey: parseKey('its server key', card.serverKey), dht: dht ?? card.dht }"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, BIN)
    const [damaged, elsewhere] = [net.folder(), net.folder()]
    writeFileSync(join(damaged, 'instance.json'), '')
    const card = { key: KEY, serverKey: KEY, dht: net.dht }
    writeFileSync(join(elsewhere, 'instance.json'), JSON.stringify(card))
    const mistakes: [flags: string[], code: string][] = [
      [[], 'INVALID_INPUT'],
      [['--server', 'nonsense'], 'INVALID_INPUT'],
      [['--storage', net.folder()], 'NO_INSTANCE'],
      [['--storage', damaged], 'STORAGE_DAMAGED'],
      [['--storage', elsewhere, '--dht', 'nowhere'], 'INVALID_INPUT']
    ]
    const outcomes = await Promise.all(mistakes.map(([flags]) => cli.run('status', ...flags)))
    for (const [at, [flags, code]] of mistakes.entries()) {
      refusedInOneLine(t, outcomes[at]!, code, ['status', flags[0]].join(' '))
    }
    const { stderr } = outcomes[0]!
    const both = ['--server', '--storage'].every((name) => stderr.includes(name))
    t.ok(both, `with neither flag the line names both: ${stderr}`)
    const given = outcomes.at(-1)!.stderr
    t.ok(given.includes('nowhere'), `--dht overrides the card, and makes no sense: ${given}`)
  }
)

check(
  'a command talks to the instance that runs on a folder, or to that of a key, and ends',
  {
    points: 2,
    task: '12.2',
    deadline: DEADLINE,
    hints: [
      'Make swarm and client, use the client, and close everything, in this order. What keeps a process alive?',
      'An open swarm, an open client and an open store do: close each of them, even if use has thrown.',
      'try { makeFolder(folder); store = new Corestore(folder); swarm = await createSwarm(store, swarmAt(dht)); client = new RegistryClient(store, swarm, serverKey); return await use(client) } finally { … await close() }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, BIN)
    const instance = await startInstance(net, Instance)
    const key = IdEnc.encode(instance.server.serverKey)
    const [byFolder, byKey] = await Promise.all([
      cli.run('status', '--storage', instance.folder),
      cli.run('status', '--json', '--server', key, '--dht', net.dht)
    ])
    const viewKey = IdEnc.encode(instance.service.viewKey)
    t.alike(ending(byFolder), { code: 0, stderr: '' }, 'status by folder')
    t.ok(byFolder.stdout.includes(viewKey), 'its view key, by folder')
    t.alike(ending(byKey), { code: 0, stderr: '' }, 'status by key')
    t.is(parse(byKey.stdout)?.['viewKey'], viewKey, 'its view key, by key')
    const put = ['put', 'falcon', '--type', 'text-generation', '--drive-key', KEY]
    const stored = await cli.run(...put, '--durable', '--storage', instance.folder)
    t.alike(ending(stored), { code: 0, stderr: '' }, 'put')
    t.is((await instance.service.view.get('falcon'))?.type, 'text-generation', 'what it has put')
  }
)

check(
  'nothing of a command stays behind, whether it succeeds, fails or is interrupted',
  {
    points: 3,
    task: '12.2',
    deadline: DEADLINE,
    hints: [
      'The store of a command is a folder among the temporary files. Who removes it after an error? And after Ctrl-C?',
      'finally runs after success and after an error. goodbye(close) runs close at a signal; it returns a function that takes it back.',
      'const unregister = goodbye(close), before the folder is made; try { makeFolder(folder); … return await use(client) } finally { await close(); unregister() }'
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, BIN)
    const instance = await startInstance(net, Instance)
    const at = ['--storage', instance.folder]
    const unknown = ['--server', IdEnc.encode(llama.driveKey), '--dht', net.dht]
    const left = scratch(t)
    const listeners = process.listenerCount('SIGINT')
    let whileClosing = 0
    await withClient({ storage: instance.folder }, async (client) => {
      const close = client.close.bind(client)
      client.close = async () => {
        whileClosing = process.listenerCount('SIGINT') - listeners
        await close()
      }
    })
    t.ok(whileClosing > 0, 'a signal that comes while withClient closes is waited for')
    t.alike(left(), [], 'folders that are there when withClient has returned')
    t.is(process.listenerCount('SIGINT'), listeners, 'listeners for signals, at the end')
    t.is((await cli.run('status', ...at)).code, 0, 'exit code of status')
    t.alike(left(), [], 'folders that status has left')
    refusedInOneLine(t, await cli.run('get', 'llama', ...at), 'NOT_FOUND', 'get')
    t.alike(left(), [], 'folders that a get of nothing has left')
    const nowhere = await cli.run('status', ...unknown.slice(0, 3), 'nowhere')
    refusedInOneLine(t, nowhere, 'INVALID_INPUT', '--dht nowhere')
    t.alike(left(), [], 'folders that a refused --dht has left')

    const waiting = await cli.launch('status', ...unknown)
    await waiting.shows('a command is under way', () => left().length > 0 || waiting.ended)
    t.is(await waiting.end('SIGINT'), 130, 'exit code after Ctrl-C')
    t.is(waiting.log, '', 'what it says after Ctrl-C')
    t.alike(left(), [], 'folders that Ctrl-C has left')
  }
)

check(
  'get prints an entry, for a person or as JSON, and says so when there is none',
  {
    points: 2,
    task: '12.3',
    deadline: DEADLINE,
    hints: [
      'put shows the shape: ask through withClient, then print.',
      'A name that is not there is an error of the command: RegistryError.NOT_FOUND(name).',
      'const entry = await withClient(flags, (client) => client.get(name)); if (entry === null) throw RegistryError.NOT_FOUND(name); print(flags.json, entry, fieldLines(entry))'
    ]
  },
  async (t) => {
    const { cli, at } = await filled(t)
    const gone = ['--server', KEY, '--dht', at.at(-1) ?? '']
    const [found, json, missing, none, silent] = await Promise.all([
      cli.run('get', 'llama', ...at),
      cli.run('get', 'llama', '--json', ...at),
      cli.run('get', 'alpaca', ...at),
      cli.run('get', 'alpaca', '--json', ...at),
      cli.run('get', 'llama', ...gone)
    ])
    t.is(found.code, 0, 'exit code')
    for (const value of ['llama', 'text-generation', 'meta', IdEnc.encode(llama.driveKey)]) {
      t.ok(found.stdout.includes(value), `the output shows ${value}`)
    }
    const { name, type, driveKey } = parse(json.stdout) ?? {}
    const expected = { name: 'llama', type: llama.type, driveKey: IdEnc.encode(llama.driveKey) }
    t.alike({ name, type, driveKey }, expected, '--json prints JSON')
    refusedInOneLine(t, missing, 'NOT_FOUND', 'get')
    refusedInOneLine(t, none, 'NOT_FOUND', 'get --json')
    refusedInOneLine(t, silent, 'TIMEOUT', 'get, at a server that nobody runs')
  }
)

check(
  'list prints all entries, or those of a type, of an owner, or of both',
  {
    points: 2,
    task: '12.4',
    deadline: DEADLINE,
    hints: [
      'The view has a look-up for each: list, findByType, findByOwner. With both flags, one look-up and one look at each entry.',
      'A look-up is an async iterable: for await collects it while the client is open, inside withClient.',
      'const found = type !== undefined ? view.findByType(type) : owner !== undefined ? view.findByOwner(owner) : view.list(); keep what has the owner, if one was asked for'
    ]
  },
  async (t) => {
    const { cli, at } = await filled(t)
    const asked: [flags: string[], names: string[]][] = [
      [[], ['llama', 'mistral', 'whisper']],
      [
        ['--type', 'text-generation'],
        ['llama', 'mistral']
      ],
      [['--owner', 'openai'], ['whisper']],
      [['--type', 'text-generation', '--owner', 'meta'], ['llama']],
      [['--type', 'text-generation', '--owner', 'mistral'], []]
    ]
    const outcomes = await Promise.all(asked.map(([flags]) => cli.run('list', ...flags, ...at)))
    for (const [n, [flags, names]] of asked.entries()) {
      const { stdout } = outcomes[n]!
      const shown = zoo.map(({ name }) => name).filter((name) => stdout.includes(name))
      t.alike(shown.sort(), names, ['names of list', ...flags].join(' '))
      const counts = stdout.trim().split('\n').at(-1)!
      t.ok(counts.includes(`${names.length}`), `the last line tells how many: ${counts}`)
    }
    const nothing = await cli.run('list', '--type', 'nothing', '--json', ...at)
    t.alike(parse(nothing.stdout), [], 'list --json of a type that nobody has')
  }
)

check(
  'text of others does not rule the terminal, and a reader that has seen enough is not an error',
  {
    points: 1,
    task: '12.4',
    deadline: DEADLINE,
    hints: [
      'print and entryLine are there already; what do they do with a line?',
      'print escapes each line that it gets: give it a line per entry, not one string with line breaks.',
      'print(json, entries, [...entries.map(entryLine), `${entries.length} entries`])'
    ]
  },
  async (t) => {
    const evil = 'ok\u001b]0;pwned\u0007\u001b[2K\rwhisper\nforged \u009b2J \u202elatot'
    const { cli, at, program } = await filled(t, evil)
    const [list, get, json] = await Promise.all([
      cli.run('list', ...at),
      cli.run('get', 'llama', ...at),
      cli.run('list', '--json', ...at)
    ])
    for (const [command, { stdout }] of Object.entries({ list, get, json })) {
      // eslint-disable-next-line no-control-regex -- control characters are what this looks for
      t.absent(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/.test(stdout), `raw in ${command}`)
    }
    t.is(list.stdout.trim().split('\n').length, zoo.length + 1, 'lines of list: none is forged')
    const entries: { description?: string }[] = JSON.parse(json.stdout)
    t.is(entries.length, zoo.length, 'entries as JSON')
    t.is(entries[0]?.description, evil, 'a script reads what was put')

    const child = spawn(process.execPath, [await program, 'list', ...at], { stdio: 'pipe' })
    let errors = ''
    child.stderr.on('data', (chunk) => (errors += chunk))
    // Like `list | head -0`: the reader has gone before anything is printed.
    child.stdout.destroy()
    const [code] = await once(child, 'close')
    t.alike({ code, errors }, { code: 0, errors: '' }, 'list, when nobody reads it')
  }
)

/** An instance of ours with three entries, and the learner's commands for it. */
async function filled(t: TestContext, description = llama.description ?? null) {
  const net: Net = await createNet(t)
  const cli = new Cli(t, BIN)
  const kit = { Service: Reference, Server: ReferenceServer, createSwarm: referenceSwarm }
  const server = await startService(net, kit, { seed: 1 })
  await server.putAll([{ ...llama, description }, mistral, whisper], { durable: true })
  const at = ['--server', IdEnc.encode(server.serverKey), '--dht', net.dht]
  return { cli, at, program: cli.file }
}

/** From now on commands find an empty folder for their temporary files: tells what is in it. */
function scratch(t: TestContext): () => string[] {
  const folder = mkdtempSync(join(tmpdir(), 'workshop-'))
  const before = process.env['TMPDIR']
  process.env['TMPDIR'] = folder
  t.teardown(async () => {
    if (before === undefined) delete process.env['TMPDIR']
    else process.env['TMPDIR'] = before
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  })
  return () => readdirSync(folder)
}

function ending({ code, stderr }: Outcome) {
  return { code, stderr }
}

function parse(text: string): { [field: string]: unknown } | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

function refusedInOneLine(t: TestContext, outcome: Outcome, code: string, what: string): void {
  const [line, ...rest] = outcome.stderr.trim().split('\n')
  t.is(outcome.code, 1, `exit code of ${code} (${what})`)
  t.ok(line?.startsWith(code), `the line begins with ${code} (${what}): ${line}`)
  t.alike(rest, [], `no second line (${what})`)
}
