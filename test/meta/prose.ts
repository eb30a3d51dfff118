import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { runBin } from './support/run.ts'

/** Not looked at for now: they are being rewritten. The settings already cover them. */
const LATER = ['steps/**', 'solutions/**']

/** Spelling, of code too. */
export async function words({ root }: Scope): Promise<Case[]> {
  const args = ['lint', '--no-progress', '--no-summary', '--no-color', '--show-suggestions']
  const { code, output } = await runBin(root, 'cspell', 'cspell', [
    ...args,
    ...LATER.map((glob) => `--exclude=${glob}`),
    '**'
  ])
  const advice = 'A word of the field? Add it to .cspell.config.yaml.'
  return [caseOf('spelling', code === 0 ? [] : [output.trim(), advice])]
}

/** The form of lessons, slides and documents. */
export async function markdown({ root }: Scope): Promise<Case[]> {
  const name = 'markdownlint-cli2'
  const globs = ['--no-globs', '**/*.md', ...LATER.map((glob) => `!${glob}`)]
  const { code, output } = await runBin(root, name, name, globs)
  // It finds nothing wrong with no files at all, too.
  const right = code === 0 && /^Linting: [1-9]/m.test(output)
  return [caseOf('markdown', right ? [] : [output.trim()])]
}
