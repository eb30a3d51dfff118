import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { extname } from 'node:path'

import { FORMATS } from './deck.ts'
import type { Format } from './deck.ts'
import { renderPage } from './html.ts'

const HOST = '127.0.0.1'
const FOLDERS: Record<string, URL> = {
  page: new URL('page/', import.meta.url),
  reveal: new URL('./', import.meta.resolve('reveal.js'))
}
const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript'
}
/** Whatever a slide asks for, the browser loads it from here or not at all. */
const POLICY = "default-src 'self' 'unsafe-inline' data: blob:"

export interface Slides {
  url: string
  close(): void
}

/** Serves the deck to this machine; port 0 takes a free one. */
export async function serve(port: number): Promise<Slides> {
  const server = createServer((request, response) => void answer(request, response))
  server.listen(port, HOST)
  await once(server, 'listening')
  return { url: `http://${HOST}:${portOf(server)}/`, close: () => stop(server) }
}

/** The format that a word means, or null. */
export function formatOf(word: string | null): Format | null {
  return FORMATS.find((format) => String(format) === word) ?? null
}

async function answer({ url = '/' }: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(url, `http://${HOST}`)
  response.setHeader('content-security-policy', POLICY)
  try {
    const [, folder = '', ...path] = pathname.split('/')
    if (folder === '')
      send(response, 'text/html', await renderPage(formatOf(searchParams.get('format'))))
    else send(response, TYPES[extname(pathname)], await load(folder, path))
  } catch (error) {
    response.statusCode = error instanceof Error && 'code' in error ? 404 : 500
    response.end(error instanceof Error ? error.message : String(error))
  }
}

async function load(name: string, path: string[]): Promise<Buffer> {
  const folder = FOLDERS[name]
  const file = new URL(`./${path.join('/')}`, folder)
  if (!folder || !file.href.startsWith(folder.href)) throw new Missing()
  return readFile(file)
}

class Missing extends Error {
  readonly code = 'ENOENT'
}

function send(response: ServerResponse, type: string | undefined, body: string | Buffer): void {
  response.setHeader('content-type', `${type ?? 'application/octet-stream'}; charset=utf-8`)
  response.setHeader('cache-control', 'no-store')
  response.end(body)
}

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

function stop(server: Server): void {
  server.close()
  server.closeAllConnections()
}
