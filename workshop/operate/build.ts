import { build } from 'esbuild'

import { readFlags } from '../flags.ts'

readFlags(
  `npm run build
Writes dist/registry.js: the finished service as plain JavaScript, which needs no development packages.`,
  {}
)

// By its API, since a name of a program is only found where npm's PATH leads to it. Packages stay in
// node_modules: some of them load native code, which can't be bundled.
await build({
  entryPoints: ['workshop/operate/registry.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  sourcemap: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  packages: 'external',
  logLevel: 'warning'
}).catch(() => {
  // It has said why.
  process.exitCode = 1
})
