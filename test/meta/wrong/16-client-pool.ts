import type { WrongSolution } from '../wrong.ts'

const REQUEST = 'a request goes through the pool, and its answer comes back'
const SPREAD =
  'the load of many clients is spread over all servers, and that of a lost one over all others'
const LIMIT = 'the pool holds back no requests: how much is too much is for the servers to say'
const FAILOVER = 'when a server dies with a request under way, another one answers it'
const TWICE = 'a put that arrived twice is one entry'
const DURABLE =
  'a durable put has its time to be signed besides: NOT_SIGNED_YET comes from the server'
const NOBODY = 'when no server answers the error is UNAVAILABLE, within the deadline'
const OWN = 'a server’s own error is the answer, and no other server is asked'
const MANY =
  'many entries are stored in as few requests as fit, and progress is reported after each'
const STOPS = 'putAll stops at the first request that fails, and hands its error on'

const POOL = `new ProtomuxRpcClientPool(keys, this.#rpc, { retries: keys.length, rateLimit })`
const SHARE = `rpcTimeout: this.#timeout / this.#servers + extra`
const TOTAL = `totalTimeout: this.#timeout + extra`

const FULL = `    if (batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
`
const SEND = `      await this.call('put-entries', { entries: batch })
`
const TELL = `      stored += batch.length
      progress(stored)
`

/** Its client takes one key and no list. */
export const before = [REQUEST, SPREAD, LIMIT, FAILOVER, TWICE, DURABLE, NOBODY, OWN, MANY, STOPS]

export const wrong: WrongSolution[] = [
  {
    mistake: 'The pool has one server',
    edits: [
      { file: 'client/client.ts', find: POOL, replace: POOL.replace('(keys', '(keys.slice(0, 1)') }
    ],
    fails: [SPREAD, FAILOVER],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'All clients go through the servers in the same order',
    edits: [
      {
        file: 'client/client.ts',
        find: POOL,
        replace: POOL.replace('(keys', '(serverKeys.map((key) => IdEnc.decode(key))')
      }
    ],
    fails: [SPREAD],
    message: /the others take over clients of the lost server/
  },
  {
    mistake: 'The pool makes one attempt',
    edits: [{ file: 'client/client.ts', find: POOL, replace: POOL.replace('keys.length', '1') }],
    fails: [SPREAD, FAILOVER, TWICE, REQUEST],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The pool makes as many attempts as it does by itself',
    edits: [
      { file: 'client/client.ts', find: POOL, replace: POOL.replace('retries: keys.length, ', '') }
    ],
    fails: [FAILOVER, REQUEST],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The pool keeps its rate limit',
    edits: [{ file: 'client/client.ts', find: POOL, replace: POOL.replace(', rateLimit', '') }],
    fails: [LIMIT, REQUEST],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The first server may take all of the time',
    edits: [
      { file: 'client/client.ts', find: SHARE, replace: `rpcTimeout: this.#timeout + extra` }
    ],
    fails: [TWICE, REQUEST],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'Waiting for signatures is not counted in an attempt',
    edits: [{ file: 'client/client.ts', find: SHARE, replace: SHARE.replace(' + extra', '') }],
    fails: [DURABLE, REQUEST],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The time for signatures is shared out, too',
    edits: [
      {
        file: 'client/client.ts',
        find: SHARE,
        replace: `rpcTimeout: (this.#timeout + extra) / this.#servers`
      }
    ],
    fails: [DURABLE, REQUEST],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'Waiting for signatures is not counted in the deadline',
    edits: [{ file: 'client/client.ts', find: TOTAL, replace: TOTAL.replace(' + extra', '') }],
    fails: [DURABLE, REQUEST],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The pool keeps its own deadlines',
    edits: [
      {
        file: 'client/client.ts',
        find: `        // Each server has its share of the time, so that the last one still has a chance.
        ${SHARE},
        ${TOTAL}
`,
        replace: ``
      }
    ],
    fails: [DURABLE, NOBODY, REQUEST],
    message: /10 s/
  },
  {
    mistake: 'Requests go past the pool',
    edits: [
      {
        file: 'client/client.ts',
        find: `this.#pool.makeRequest(name, value, {`,
        replace: `this.#rpc.makeRequest(this.#pool.keys[0], name, value, {`
      }
    ],
    fails: [SPREAD, FAILOVER, TWICE, NOBODY, REQUEST],
    message: /DISCONNECTED/
  },
  {
    mistake: 'What the pool throws is handed on as it is',
    edits: [
      {
        file: 'client/client.ts',
        find: `throw fromRpc(err, this.#timeout + extra)`,
        replace: `throw err`
      }
    ],
    fails: [NOBODY, OWN, DURABLE, STOPS],
    message: /TOO_MANY_RETRIES/
  },
  {
    mistake: 'Only running out of attempts is UNAVAILABLE',
    edits: [
      {
        file: 'errors.ts',
        find: ` || code === 'POOL_REQUEST_TIMEOUT'`,
        replace: ``
      }
    ],
    fails: [NOBODY, OWN],
    message: /POOL_REQUEST_TIMEOUT/
  },
  {
    mistake: 'Only running out of time is UNAVAILABLE',
    edits: [
      {
        file: 'errors.ts',
        find: `code === 'TOO_MANY_RETRIES' || `,
        replace: ``
      }
    ],
    fails: [NOBODY, OWN],
    message: /TOO_MANY_RETRIES/
  },
  {
    mistake: 'Every error is UNAVAILABLE',
    edits: [
      {
        file: 'errors.ts',
        find: `  if (!(err instanceof Error)) return RegistryError.INTERNAL(err)
`,
        replace: `  return RegistryError.UNAVAILABLE(ms)
`
      }
    ],
    fails: [DURABLE, OWN, STOPS],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'What one server refuses is asked of another',
    edits: [
      {
        file: 'client/client.ts',
        find: `      throw fromRpc(err, this.#timeout + extra)`,
        replace: `      const refused = err instanceof Error && err.cause instanceof Error
      if (!refused) throw fromRpc(err, this.#timeout + extra)
      return await this.#pool.makeRequest(name, value, {
        requestEncoding: getEncoding(request),
        responseEncoding: getEncoding(response),
        rpcTimeout: this.#timeout + extra
      })`
      }
    ],
    fails: [OWN, STOPS, DURABLE],
    message: /servers that were asked/
  },
  {
    mistake: 'Every other error is UNAVAILABLE too',
    edits: [
      {
        file: 'errors.ts',
        find: `  return err
}`,
        replace: `  return RegistryError.UNAVAILABLE(ms)
}`
      }
    ],
    fails: [OWN],
    message: /an error that is none of these/
  },
  {
    mistake: 'All entries go into one request',
    edits: [
      {
        file: 'client/batches.ts',
        find: FULL,
        replace: `    if (batch.length === 100_000) {
`
      }
    ],
    fails: [MANY, STOPS],
    message: /TOO_LARGE/
  },
  {
    mistake: 'Each entry is a request of its own',
    edits: [
      {
        file: 'client/batches.ts',
        find: FULL,
        replace: `    if (batch.length === 1) {
`
      }
    ],
    fails: [MANY],
    message: /as few requests as fit/
  },
  {
    mistake: 'The entry that does not fit is dropped',
    edits: [
      {
        file: 'client/batches.ts',
        find: `      bytes = 0
    }
    batch.push(entry)`,
        replace: `      bytes = 0
      continue
    }
    batch.push(entry)`
      }
    ],
    fails: [MANY],
    message: /entries in the view|entry-59/
  },
  {
    mistake: 'The bytes of one batch are counted in the next',
    edits: [
      {
        file: 'client/batches.ts',
        find: `      batch = []
      bytes = 0
`,
        replace: `      batch = []
`
      }
    ],
    fails: [MANY],
    message: /as few requests as fit/
  },
  {
    mistake: 'Progress is told before the batch is stored',
    edits: [{ file: 'client/client.ts', find: SEND + TELL, replace: TELL + SEND }],
    fails: [MANY, STOPS],
    message: /what the server had stored by then/
  },
  {
    mistake: 'Progress tells the size of each batch, not the sum',
    edits: [
      { file: 'client/client.ts', find: `stored += batch.length`, replace: `stored = batch.length` }
    ],
    fails: [MANY],
    message: /numbers told/
  },
  {
    mistake: 'The answers of the batches are not waited for',
    edits: [{ file: 'client/client.ts', find: SEND, replace: SEND.replace('await', 'void') }],
    fails: [MANY, STOPS],
    message: /./
  },
  {
    mistake: 'After a batch that failed the next one is sent',
    edits: [
      {
        file: 'client/client.ts',
        find: SEND,
        replace: `      await this.call('put-entries', { entries: batch }).catch(() => {})
`
      }
    ],
    fails: [STOPS],
    message: /the error of the second request/
  },
  {
    mistake: 'Only the bytes of a batch are counted',
    edits: [{ file: 'client/batches.ts', find: `batch.length === MAX_ENTRIES || `, replace: `` }],
    fails: [MANY],
    message: /batches of 600 entries/
  },
  {
    mistake: 'A batch that fits exactly is cut',
    edits: [
      {
        file: 'client/batches.ts',
        find: `bytes + size > MAX_BYTES`,
        replace: `bytes + size >= MAX_BYTES`
      }
    ],
    fails: [MANY],
    message: /batches of 2 entries/
  },
  {
    mistake: 'The error tells the time without that for signatures',
    edits: [
      {
        file: 'client/client.ts',
        find: `fromRpc(err, this.#timeout + extra)`,
        replace: `fromRpc(err, this.#timeout)`
      }
    ],
    fails: [NOBODY],
    message: /600 ms, and 200 to be signed/
  },
  {
    mistake: 'The bytes of a batch that is full by number count for the next one',
    edits: [
      {
        file: 'client/batches.ts',
        find: FULL,
        replace: `    if (batch.length === MAX_ENTRIES) {
      yield batch
      batch = []
    }
    if (bytes + size > MAX_BYTES) {
`
      }
    ],
    fails: [MANY],
    message: /batches of 1000 entries/
  },
  {
    mistake: 'A request that no server answered is sent once more',
    edits: [
      {
        file: 'client/client.ts',
        find: `      await this.call('put-entries', { entries: batch })`,
        replace: `      const send = () => this.call('put-entries', { entries: batch })
      await send().catch((err) => {
        if (err.code === 'UNAVAILABLE') return send()
        throw err
      })`
      }
    ],
    fails: [STOPS],
    message: /how it ends, and with how many requests/
  }
]
