import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/**
 * Writes `dist/registry.js`: `npm run registry` as plain JavaScript, for machines that have no
 * tsx. Its packages stay in node_modules: some of them load native code, which can't be bundled.
 */
await build({
  absWorkingDir: root,
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
})
