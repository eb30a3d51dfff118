import assert from 'node:assert/strict'
import { request } from 'node:http'
import { test } from 'node:test'

import { servePicture } from '../../workshop/picture/server.ts'
import { TRACE } from './support/picture-page.ts'

test('the page of another site gets nothing', async (t) => {
  const server = await servePicture({ events: TRACE, live: false })
  t.after(() => server.close())
  const { port } = new URL(server.url)
  const refused: Record<string, string>[] = [
    { host: 'evil.example' },
    { host: `evil.example:${port}` },
    { host: `127.0.0.1:${port}`, origin: 'http://evil.example' },
    { host: `127.0.0.1:${port}`, origin: 'null' },
    { host: `127.0.0.1:${port}`, 'sec-fetch-site': 'cross-site' }
  ]
  for (const headers of refused)
    assert.equal(await status(port, headers), 403, JSON.stringify(headers))
  assert.equal(await status(port, { host: `127.0.0.1:${port}` }), 200)
  assert.equal(
    await status(port, { host: `localhost:${port}`, origin: `http://localhost:${port}` }),
    200
  )
  assert.equal(await status(port, { host: `127.0.0.1:${port}` }, 'POST'), 405)
})

function status(
  port: string,
  headers: Record<string, string>,
  method = 'GET'
): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path: '/trace', method, headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode)
    })
    sent.once('error', reject)
    sent.end()
  })
}
