import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const folder = new URL('page/', import.meta.url)
const TYPES = { js: 'text/javascript', css: 'text/css' }

export interface PageFile {
  type: string
  body: string | Uint8Array
}

/** The page's files, by the path at which they are served; script and style are a file each, with all that they need. */
export async function bundlePage(): Promise<Map<string, PageFile>> {
  const { outputFiles } = await build({
    entryPoints: ['page.ts', 'page.css'].map((name) => fileURLToPath(new URL(name, folder))),
    bundle: true,
    write: false,
    outdir: fileURLToPath(folder),
    format: 'esm',
    target: 'es2022',
    minify: true,
    legalComments: 'eof'
  })
  const bundled = Object.entries(TYPES).map(([kind, type]): [string, PageFile] => {
    const file = outputFiles.find(({ path }) => path.endsWith(`.${kind}`))
    return [`/page.${kind}`, { type, body: file?.contents ?? '' }]
  })
  const html = await readFile(new URL('index.html', folder))
  return new Map([['/', { type: 'text/html', body: html }], ...bundled])
}
