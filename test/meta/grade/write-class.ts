import { fileURLToPath } from 'node:url'

import { writeClass } from './class.ts'

await writeClass(fileURLToPath(new URL('../../..', import.meta.url)))
