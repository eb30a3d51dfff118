import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'

import { bundlePage } from './bundle.ts'
import type { PageFile } from './bundle.ts'
import type { Recording } from './recording.ts'
import { writeTrace } from './trace.ts'
import type { Event } from './trace.ts'

const HOST = '127.0.0.1'
/** Bytes that a page has not read yet. */
const MAX_UNREAD = 16 * 1024 * 1024
const HEADERS = {
  'content-security-policy': "default-src 'self'; img-src data:; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer'
}

/** What the page shows: a trace that is finished, or a recording that goes on. */
export type Source = { events: Event[]; live: false } | { live: Recording }

export interface PictureServer {
  url: string
  close: () => void
  /** Lets the process end while it serves. */
  unref: () => void
}

/** Serves the picture to this machine; port 0 takes a free one. */
export async function servePicture(source: Source, port = 0): Promise<PictureServer> {
  const files = await bundlePage()
  const streams = new Set<ServerResponse>()
  const server = createServer((request, response) => answer(request, response, server))
  server.listen(port, HOST)
  await once(server, 'listening')
  return {
    url: `http://${HOST}:${portOf(server)}/`,
    unref: () => void server.unref(),
    close: () => {
      server.close()
      for (const response of streams) response.end()
      // What was ended has to leave first.
      setImmediate(() => server.closeAllConnections())
    }
  }

  function answer(request: IncomingMessage, response: ServerResponse, server: Server): void {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value)
    if (!isOwn(request, portOf(server))) return refuse(response, 403, 'only this page may ask')
    if (request.method !== 'GET') return refuse(response, 405, 'only GET')
    const path = (request.url ?? '/').split('?')[0] ?? '/'
    if (path === '/trace') return sendTrace(response, source, streams)
    const file = files.get(path)
    if (!file) return refuse(response, 404, 'there is nothing here')
    sendFile(response, file)
  }
}

/** Another site may make a browser ask, by its own name for this address or from its own page. */
function isOwn({ headers }: IncomingMessage, port: number): boolean {
  const hosts = [`${HOST}:${port}`, `localhost:${port}`]
  if (!headers.host || !hosts.includes(headers.host)) return false
  if (headers.origin && headers.origin !== `http://${headers.host}`) return false
  const site = headers['sec-fetch-site']
  return site === undefined || site === 'same-origin' || site === 'none'
}

function sendTrace(response: ServerResponse, source: Source, streams: Set<ServerResponse>): void {
  const { live } = source
  response.setHeader('content-type', 'application/x-ndjson; charset=utf-8')
  if (!live) return void response.end(writeTrace(source.events))
  response.setHeader('x-picture', 'live')
  response.write(writeTrace(live.events))
  const onEvent = (event: Event) => {
    // The server ends its streams before they have closed.
    if (response.writableEnded) return
    // A page that reads nothing more, like one that sleeps, would fill the memory: it asks again.
    if (response.writableLength > MAX_UNREAD) response.destroy()
    else response.write(writeTrace([event]))
  }
  live.on('event', onEvent)
  streams.add(response)
  response.once('close', () => {
    streams.delete(response)
    live.off('event', onEvent)
  })
}

function sendFile(response: ServerResponse, { type, body }: PageFile): void {
  response.setHeader('content-type', `${type}; charset=utf-8`)
  response.end(body)
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.statusCode = status
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  response.end(text)
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}
