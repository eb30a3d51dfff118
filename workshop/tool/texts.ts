import { SCREEN } from './texts-screen.ts'
import { VERBS } from './texts-verbs.ts'

/** All that the tool says: translate these two files and nothing else. */
export const texts = { ...SCREEN, ...VERBS }
