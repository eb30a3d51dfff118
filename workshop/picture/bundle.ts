import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = new URL('page/', import.meta.url)

export interface PageFile {
  type: string
  body: string | Uint8Array
}

/** The page's files, by the path at which they are served; its script is one file with all that it needs. */
export async function bundlePage(): Promise<Map<string, PageFile>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL('page.ts', folder))],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'eof'
  })
  return new Map([
    ['/', { type: 'text/html', body: await readFile(new URL('index.html', folder)) }],
    ['/page.css', { type: 'text/css', body: await readFile(new URL('page.css', folder)) }],
    ['/page.js', { type: 'text/javascript', body: outputFiles[0]?.contents ?? '' }]
  ])
}
