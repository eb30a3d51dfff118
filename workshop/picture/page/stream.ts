import type { Event } from '../trace.ts'

/** The trace that this page shows; one that is live goes on coming in. */
export interface TraceStream {
  live: boolean
  parts: AsyncIterable<Event[]>
}

/** The server checks a trace before it sends it. */
export async function openTrace(): Promise<TraceStream> {
  const response = await fetch('trace')
  if (!response.ok || !response.body) throw new Error(await response.text())
  return { live: response.headers.get('x-picture') === 'live', parts: eventsOf(response.body) }
}

async function* eventsOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Event[]> {
  let rest = ''
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const lines = (rest + part.value).split('\n')
    rest = lines.pop() ?? ''
    yield lines.map((line) => JSON.parse(line))
  }
}
