import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { distinctFiles } from './support/distinct.ts'
import { runBin } from './support/run.ts'

/** Spelling, of code too. */
export async function words({ root }: Scope): Promise<Case[]> {
  const args = ['lint', '--no-progress', '--no-summary', '--no-color', '--show-suggestions']
  const files = await distinctFiles(root)
  const { code, output } = await runBin(root, 'cspell', 'cspell', [...args, ...files])
  const advice = 'A word of the field? Add it to .cspell.config.yaml.'
  return [caseOf('spelling', code === 0 ? [] : [output.trim(), advice])]
}

/** The form of lessons, slides and documents. */
export async function markdown({ root }: Scope): Promise<Case[]> {
  const name = 'markdownlint-cli2'
  const { code, output } = await runBin(root, name, name, ['--no-globs', '**/*.md'])
  // It finds nothing wrong with no files at all, too.
  const right = code === 0 && /^Linting: [1-9]/m.test(output)
  return [caseOf('markdown', right ? [] : [output.trim()])]
}
