import { fileURLToPath } from 'node:url'
import { pickSteps, listSteps } from './grade/layout.ts'
import { runStep } from './grade/run-step.ts'
const root = fileURLToPath(new URL('..', import.meta.url))
for (const step of pickSteps(await listSteps(root), process.argv.slice(2))) {
  console.log(JSON.stringify(await runStep(step, { root, target: 'steps' }), null, 1))
}
