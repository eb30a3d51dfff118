import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

// The finished service as plain JavaScript: no machine that runs it needs packages for developers.
// By its API, since a name of a program is only found where npm's PATH leads to it.
await build({
  absWorkingDir: root,
  entryPoints: ['workshop/operate/registry.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  sourcemap: true,
  logLevel: 'warning'
}).catch(() => {
  // It has said why.
  process.exitCode = 1
})
