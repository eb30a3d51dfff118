import { subscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { setTimeout as after } from 'node:timers/promises'

import { Instance } from '#registry/instance/instance.ts'
import { methods } from '#registry/net/methods.ts'
import { Metrics } from './metrics.ts'

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\]):(\d{1,5})$/
/** Milliseconds: one that does not say how it is by then is not well. */
const ANSWER_MS = 2000
const TEXT = 'text/plain; charset=utf-8'
const METHODS = ['GET', 'HEAD']

interface Answer {
  code: number
  type?: string
  body: string
}

/** Serves /health and /metrics of the instance that starts in this process. */
export async function listen(address: string): Promise<void> {
  const [, host = '', port] = LOOPBACK.exec(address) ?? []
  if (host === '') {
    // It has no password. Whoever wants more puts a proxy in front that has one.
    throw new Error(`${address || 'nothing'} is not an address of this machine: 127.0.0.1:PORT`)
  }
  const metrics = new Metrics()
  let instance: Instance | null = null
  subscribe('registry:instance', (started) => {
    if (!(started instanceof Instance)) return
    instance = started
    metrics.watch(started)
  })
  const server = createServer(({ url = '', method = '' }, response) => {
    if (!METHODS.includes(method))
      return void response.writeHead(405, { allow: METHODS.join(', ') }).end()
    const [page = ''] = url.split('?')
    answerTo(page, instance, metrics).then(
      ({ code, type = 'application/json', body }) => {
        response.writeHead(code, { 'content-type': type }).end(body)
      },
      // A folder that is gone, or a disk that fails.
      (err) => response.writeHead(500, { 'content-type': TEXT }).end(`${err.message}\n`)
    )
  })
  server.listen(Number(port), host.replace(/[[\]]/g, ''))
  await once(server, 'listening')
  // What it serves ends with the instance.
  server.unref()
}

const notFound: Answer = { code: 404, type: TEXT, body: '/health or /metrics\n' }

async function answerTo(url: string, instance: Instance | null, metrics: Metrics): Promise<Answer> {
  if (url !== '/health' && url !== '/metrics') return notFound
  if (instance === null) return unwell('starting')
  const late = after(ANSWER_MS, null, { ref: false })
  const status = statusOf(instance).catch(() => null)
  const known = await Promise.race([status, late])
  if (known === null) return unwell('no answer')
  if (url === '/metrics') {
    return { code: 200, type: metrics.contentType, body: await metrics.text(instance, known) }
  }
  const { halted, draining, recovering } = known
  if (halted !== null) return unwell('halted', halted)
  const writable = known.writable && !recovering && !draining
  return { code: 200, body: JSON.stringify({ status: 'ok', writable, draining, recovering }) }
}

function unwell(status: string, reason?: string): Answer {
  return { code: 503, body: JSON.stringify({ status, reason }) }
}

export type Status = Awaited<ReturnType<typeof statusOf>>

async function statusOf({ server }: Instance) {
  return methods.status.run(server, {})
}
