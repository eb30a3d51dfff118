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

const POOL = `new ProtomuxRpcClientPool(keys, this.#rpc, { retries: keys.length, rateLimit })`
const SHARE = `rpcTimeout: this.#timeout / this.#servers + wait`
const TOTAL = `totalTimeout: this.#timeout + wait`

/** Its client takes one key and no list. */
export const before = [REQUEST, SPREAD, LIMIT, FAILOVER, TWICE, DURABLE, NOBODY, OWN]

export const wrong: WrongSolution[] = [
  {
    mistake: 'The pool has one server',
    edits: [{ file: 'client.ts', find: POOL, replace: POOL.replace('(keys', '(keys.slice(0, 1)') }],
    fails: [SPREAD, FAILOVER],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'All clients go through the servers in the same order',
    edits: [
      {
        file: 'client.ts',
        find: POOL,
        replace: POOL.replace('(keys', '(serverKeys.map((key) => IdEnc.decode(key))')
      }
    ],
    fails: [SPREAD],
    message: /the others take over clients of the lost server/
  },
  {
    mistake: 'The pool makes one attempt',
    edits: [{ file: 'client.ts', find: POOL, replace: POOL.replace('keys.length', '1') }],
    fails: [SPREAD, FAILOVER, TWICE],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The pool makes as many attempts as it does by itself',
    edits: [{ file: 'client.ts', find: POOL, replace: POOL.replace('retries: keys.length, ', '') }],
    fails: [FAILOVER],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The pool keeps its rate limit',
    edits: [{ file: 'client.ts', find: POOL, replace: POOL.replace(', rateLimit', '') }],
    fails: [LIMIT],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The first server may take all of the time',
    edits: [{ file: 'client.ts', find: SHARE, replace: `rpcTimeout: this.#timeout + wait` }],
    fails: [TWICE],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'Waiting for signatures is not counted in an attempt',
    edits: [{ file: 'client.ts', find: SHARE, replace: SHARE.replace(' + wait', '') }],
    fails: [DURABLE],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The time for signatures is shared out, too',
    edits: [
      {
        file: 'client.ts',
        find: SHARE,
        replace: `rpcTimeout: (this.#timeout + wait) / this.#servers`
      }
    ],
    fails: [DURABLE],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'Waiting for signatures is not counted in the deadline',
    edits: [{ file: 'client.ts', find: TOTAL, replace: TOTAL.replace(' + wait', '') }],
    fails: [DURABLE],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'The pool keeps its own deadlines',
    edits: [
      {
        file: 'client.ts',
        find: `        // Each server has its share of the time, so that the last one still has a chance.
        ${SHARE},
        ${TOTAL}
`,
        replace: ``
      }
    ],
    fails: [DURABLE, NOBODY],
    message: /10 s/
  },
  {
    mistake: 'Requests go past the pool',
    edits: [
      {
        file: 'client.ts',
        find: `this.#pool.makeRequest(method, request, {`,
        replace: `this.#rpc.makeRequest(this.#pool.keys[0], method, request, {`
      }
    ],
    fails: [SPREAD, FAILOVER, TWICE, NOBODY],
    message: /DISCONNECTED/
  },
  {
    mistake: 'What the pool throws is handed on as it is',
    edits: [
      {
        file: 'client.ts',
        find: `throw fromRpc(err, this.#timeout + wait)`,
        replace: `throw err`
      }
    ],
    fails: [NOBODY],
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
    fails: [NOBODY],
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
    fails: [NOBODY],
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
    fails: [DURABLE, OWN],
    message: /UNAVAILABLE/
  },
  {
    mistake: 'What one server refuses is asked of another',
    edits: [
      {
        file: 'client.ts',
        find: `      throw fromRpc(err, this.#timeout + wait)`,
        replace: `      const refused = err instanceof Error && err.cause instanceof Error
      if (!refused) throw fromRpc(err, this.#timeout + wait)
      return await this.#pool.makeRequest(method, request, {
        requestEncoding: getEncoding(requestName),
        responseEncoding: getEncoding(responseName),
        rpcTimeout: this.#timeout + wait
      })`
      }
    ],
    fails: [OWN],
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
  }
]
