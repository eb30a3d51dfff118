import diagnostics from 'node:diagnostics_channel'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import b4a from 'b4a'
import c from 'compact-encoding'
import HyperDHT from 'hyperdht'
import IdEnc from 'hypercore-id-encoding'

import { RegistryClient } from '#reference/22-access/client/client.ts'
import { createSwarm as referenceSwarm } from '#reference/22-access/net/swarm.ts'
import { getEncoding } from '#reference/22-access/spec/schema/index.js'
import { createIdentity, readIdentity } from '#work/22-access/client/identity.ts'
import { Access } from '#work/22-access/net/access.ts'
import type { AccessOptions, Who } from '#work/22-access/net/access.ts'
import { methods } from '#work/22-access/net/methods.ts'
import { MAX_REQUEST } from '#work/22-access/net/rpc.ts'
import { RegistryServer } from '#work/22-access/net/server.ts'
import { createSwarm } from '#work/22-access/net/swarm.ts'
import { RegistryService } from '#work/22-access/service.ts'
import { check } from './support/check.ts'
import type { TestContext } from './support/check.ts'
import { startService } from './support/deploy.ts'
import { llama, mistral, whisper } from './support/fixtures.ts'
import { connectUnproven } from './support/late-proof.ts'
import { createNet } from './support/net.ts'
import type { Net } from './support/net.ts'
import { Cli } from './support/process.ts'
import { createCaller, refusal } from './support/rpc.ts'

const [admin, guest, stranger] = [1, 2, 3].map((byte) => HyperDHT.keyPair(b4a.alloc(32, byte)))
const nobody = b4a.alloc(32, 9)

check(
  'anyone, writers, admins: each method is for those, and for those above them',
  {
    points: 2,
    task: '22.1',
    hints: [
      'Go through the table row by row: who needs no look at a list at all?',
      'isListed is true for admins too. A method for writers is for anyone if this.open is true.',
      "if (who === 'anyone') return true; return who === 'writers' ? this.open || this.isListed(key) : this.isAdmin(key)"
    ]
  },
  (t) => {
    const groups: Who[] = ['anyone', 'writers', 'admins']
    const may = (options: AccessOptions, { publicKey }: HyperDHT.KeyPair) => {
      const access = new Access({ admins: [admin!.publicKey], ...options })
      return groups.filter((who) => access.permits(who, publicKey))
    }
    const { publicKey } = guest!
    const texts = [IdEnc.encode(publicKey), b4a.toString(publicKey, 'hex')]
    t.alike(may({}, stranger!), ['anyone'], 'a stranger')
    t.alike(may({}, guest!), ['anyone'], 'a key that is on no list')
    for (const [at, key] of [publicKey, ...texts].entries()) {
      const as = ['bytes', 'z32 text', 'hex'][at]
      t.alike(may({ writers: [key] }, guest!), ['anyone', 'writers'], `a listed key, as ${as}`)
    }
    t.alike(may({}, admin!), groups, 'an admin, who is on no list of writers')
    t.alike(may({ open: true }, stranger!), ['anyone', 'writers'], 'a stranger, open')
    t.alike(may({ open: true }, admin!), groups, 'an admin, open')
    const twice = { writers: [admin!.publicKey] }
    t.alike(may(twice, admin!), groups, 'an admin, who is on the list of writers, too')
    const both = may({ open: true, writers: [publicKey] }, stranger!)
    t.alike(both, ['anyone', 'writers'], 'a stranger, open, with another key on the list')
  }
)

check(
  'by RPC a stranger gets its status, and UNAUTHORIZED for everything else, whatever it sends',
  {
    points: 2,
    task: '22.2',
    deadline: 60_000,
    hints: [
      'Ask before you decode: bytes of a stranger are nobody’s business.',
      'caller() is the key that was proven; parts.access has the lists.',
      'if (!parts.access.permits(method.who, caller())) throw RegistryError.UNAUTHORIZED(name)'
    ]
  },
  async (t) => {
    const { net, service } = await serve(t, {})
    const caller = await createCaller(net, service.serverKey)
    const traced: unknown[] = []
    const onerror = (message: unknown) => traced.push((message as { name: string }).name)
    const channel = diagnostics.channel('tracing:registry:request:error')
    channel.subscribe(onerror)
    t.teardown(async () => {
      channel.unsubscribe(onerror)
    })
    t.is((await caller.refusal('status', b4a.alloc(0))).code, 'ACCEPTED', 'status')
    for (const method of Object.keys(methods).filter((name) => name !== 'status')) {
      for (const bytes of [b4a.alloc(0), b4a.alloc(40, 0xff), b4a.alloc(2 * MAX_REQUEST)]) {
        const { code, message } = await caller.refusal(method, bytes)
        t.is(code, 'UNAUTHORIZED', `a stranger calls ${method} with ${bytes.byteLength} bytes`)
        t.ok(message.includes(method), `what it is told names the method: ${message}`)
        t.is(traced.pop(), method, 'what those who count refusals have heard')
      }
    }
    const [client] = await clientsOf(net, service, [stranger!])
    t.is((await refusal(client!.put(llama))).code, 'UNAUTHORIZED', 'a put of a stranger')
    t.is(await service.view.get('llama'), null, 'what came of it')
  }
)

check(
  'a listed key writes and no more; an admin writes, and calls admin methods',
  {
    points: 2,
    task: '22.2',
    deadline: 60_000,
    hints: [
      'Each method says who may call it: method.who.',
      'Whoever may call it gets the answer of answer(method, parts, bytes).',
      'return answer(method, parts, bytes), after the check'
    ]
  },
  async (t) => {
    const { net, service } = await serve(t, { writers: [guest!.publicKey] })
    const [owner, client] = await clientsOf(net, service, [admin!, guest!])
    t.is((await client!.put(llama)).signed, false, 'a put of a listed key')
    await client!.putAll([mistral, whisper])
    t.is((await client!.delete('whisper')).signed, false, 'a delete of a listed key')
    const asked = { key: nobody, indexer: false }
    const refused = await refusal(client!.call('add-writer', asked))
    t.is(refused.code, 'UNAUTHORIZED', 'add-writer from a listed key')
    t.is((await refusal(client!.call('drain', {}))).code, 'UNAUTHORIZED', 'drain from it')
    t.is((await owner!.put({ ...llama, type: 'replaced' })).signed, false, 'a put of an admin')
    const added = await refusal(owner!.call('add-writer', asked))
    t.is(added.code, 'ACCEPTED', 'add-writer from an admin')
    t.is((await service.view.get('llama'))?.type, 'replaced', 'what is stored of llama')
    t.alike(await service.view.get('mistral'), mistral, 'what is stored of mistral')
    t.is(await service.view.get('whisper'), null, 'what is stored of whisper')

    const late = await connectUnproven(net, service.serverKey)
    const entry = c.encode(getEncoding('@registry/put-request'), { entry: whisper })
    t.is(await late.codeOf('put-entry', entry), 'UNAUTHORIZED', 'a put before the key is proven')
    late.prove(guest!)
    t.is(await late.codeOf('put-entry', entry), 'ACCEPTED', 'the same, with the key proven since')
  }
)

check(
  'an open instance takes writes from anyone, but lets only admins call admin methods',
  {
    points: 1,
    task: '22.2',
    deadline: 60_000,
    hints: [
      'Open is about writes alone.',
      'permits decides; rpc.ts asks it for each request, with the who of the method.',
      "who === 'writers' ? this.open || this.isListed(key) : this.isAdmin(key)"
    ]
  },
  async (t) => {
    const { net, service } = await serve(t, { open: true })
    const [client] = await clientsOf(net, service, [stranger!])
    t.is((await client!.put(llama)).signed, false, 'a put of a stranger')
    const asked = { key: stranger!.publicKey, indexer: false }
    const { code } = await refusal(client!.call('add-writer', asked))
    t.is(code, 'UNAUTHORIZED', 'add-writer from a stranger')
  }
)

check(
  'an identity file is a key pair, the same each time; anything else is refused, and made by nobody',
  {
    points: 2,
    task: '22.3',
    hints: [
      'What b4a.from does with text that is not hex is worth a look: it never throws.',
      'A seed is 64 characters of hex, from the first to the last. HyperDHT makes the key pair.',
      "if (!/^[0-9a-f]{64}$/i.test(text.trim())) throw unusable(file, '…'); return HyperDHT.keyPair(b4a.from(text.trim(), 'hex'))"
    ]
  },
  async (t) => {
    const folder = (await createNet(t)).folder()
    const file = join(folder, 'alice')
    const write = (text: string) => writeFileSync(file, text)
    const seed = b4a.alloc(32, 2)
    const hex = b4a.toString(seed, 'hex')
    write(hex)
    const { publicKey, secretKey } = await readIdentity(file)
    t.alike(publicKey, guest!.publicKey, 'the public key of a seed')
    t.alike(secretKey, guest!.secretKey, 'the secret key of a seed')
    const code = async (path = file) => (await refusal(readIdentity(path))).code
    const torn = `${hex.slice(32)}\n${hex.slice(32)}`
    const wrong = [
      '',
      'alice',
      hex.slice(2),
      `${hex}02`,
      `${hex}alice`,
      `${hex}0`,
      torn,
      `${hex}\n${hex}`
    ]
    for (const text of [...wrong, `${hex.slice(1)}g`]) {
      write(text)
      const { code, message } = await refusal(readIdentity(file))
      t.is(code, 'INVALID_INPUT', `a file of ${text.length} characters: ${text}`)
      const isTold = text.length > 9 && message.includes(text.slice(0, 9))
      t.absent(isTold, `nothing of what may be a secret is told: ${message}`)
    }
    const other = 'ab'.repeat(32)
    write(`\n ${other.toUpperCase()}\r\n`)
    const upper = HyperDHT.keyPair(b4a.from(other, 'hex'))
    t.alike((await readIdentity(file)).publicKey, upper.publicKey, 'upper case, in white space')
    mkdirSync(join(folder, 'folder'))
    t.is(await code(join(folder, 'folder')), 'INVALID_INPUT', 'a folder')
    const typo = join(folder, 'alices')
    t.is(await code(typo), 'INVALID_INPUT', 'a file that is not there')
    t.absent(existsSync(typo), 'a mistyped path makes no identity')
    await createIdentity(typo)
    const made = await readIdentity(typo)
    await createIdentity(typo)
    t.alike(await readIdentity(typo), made, 'an identity that was made, and is kept')
  }
)

check(
  'on the command line: identity makes one, run --allow lists it, put --identity is that client',
  {
    points: 2,
    task: '22.3',
    deadline: 120_000,
    hints: [
      'identity prints the public key of the file; run --allow puts it on the list.',
      'put --identity reads the same file: the key pair must be the same.',
      "return HyperDHT.keyPair(b4a.from(text.trim(), 'hex'))"
    ]
  },
  async (t) => {
    const net = await createNet(t)
    const cli = new Cli(t, '#work/22-access/bin.ts')
    const folder = join(net.folder(), 'storage')
    const file = join(net.folder(), 'alice')
    const alice = (await cli.run('identity', file)).stdout.trim()
    t.ok(IdEnc.isValid(alice), `what identity prints: ${alice}`)
    t.is((await cli.run('identity', file)).stdout.trim(), alice, 'a second time')

    const instance = await cli.start('--storage', folder, '--dht', net.dht, '--allow', alice)
    const put = async (name: string, ...to: string[]) => {
      const words = ['put', name, '--drive-key', alice, '--type', 'test']
      const { code, stderr } = await cli.run(...words, '--dht', net.dht, ...to)
      instance.tellHole()
      return { code, stderr: stderr.split(':')[0]!.trim() }
    }
    const server = ['--server', instance.keys.serverKey]
    const good = { code: 0, stderr: '' }
    t.alike(await put('llama', ...server, '--identity', file), good, 'Alice')
    t.alike(await put('mistral', '--storage', folder), good, 'whoever can read the folder')
    const refused = { code: 1, stderr: 'UNAUTHORIZED' }
    t.alike(await put('whisper', ...server), refused, 'a stranger')
    const typo = await put('whisper', ...server, '--identity', `${file}s`)
    t.alike(typo, { code: 1, stderr: 'INVALID_INPUT' }, 'an identity that is not there')
  }
)

/** Your service and server with these lists, whose admin is `admin`, on a network of its own. */
async function serve(t: TestContext, lists: AccessOptions) {
  const net = await createNet(t)
  const access = new Access({ admins: [admin!.publicKey], ...lists })
  const kit = { Service: RegistryService, Server: RegistryServer, createSwarm }
  return { net, service: await startService(net, kit, { seed: 1, options: { access } }) }
}

/** Our client for each key pair, on one machine. */
async function clientsOf(
  net: Net,
  { serverKey }: { serverKey: Uint8Array },
  keyPairs: HyperDHT.KeyPair[]
) {
  const machine = await net.machine(referenceSwarm, { seed: 70 })
  const start = (keyPair: HyperDHT.KeyPair) =>
    machine.start((store, swarm) => new RegistryClient(store, swarm, [serverKey], { keyPair }))
  return Promise.all(keyPairs.map(start))
}
