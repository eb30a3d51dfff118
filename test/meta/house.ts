import { listSteps } from '../../workshop/grade/layout.ts'
import { run, runBin } from './support/run.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'

const TOP =
  /^((README|CONTRIBUTING|CHANGELOG|SECURITY|AGENTS)\.md|LICENSE|package(-lock)?\.json|tsconfig\.json|\.git(ignore|attributes)|\.prettier(rc|ignore)|\.oxlintrc\.json|\.cspell\.config\.yaml|\.markdownlint-cli2\.jsonc|\.editorconfig|\.ci\/run|\.(devcontainer|github|vscode)\/.+|(docs|slides|types|workshop)\/.+)$/
const STEP =
  /^(steps|solutions)\/(\d\d-[a-z0-9-]+)\/(README\.md|((base|net|client|instance|cli)\/)?[a-z-]+\.ts|spec\/.+)$/
const TEST =
  /^test\/((\d\d-[a-z0-9-]+)\.test\.ts|points\.json|support\/.+|meta\/[a-z.-]+\.ts|meta\/(support|fixtures|mutants|sentences|tool|grade|reliability)\/.+|bench\/[a-z-]+\.ts|meta\/wrong\/(\d\d-[a-z0-9-]+)\.ts)$/
const ODD = new Set(['steps/AGENTS.md', 'steps/tsconfig.json', 'solutions/tsconfig.json'])

/** No stray files; each step has all of its parts. */
export async function stray({ root }: Scope): Promise<Case[]> {
  const { output } = await run('git', ['ls-files', '-co', '--exclude-standard'], root)
  const files = output.trim().split('\n')
  const steps = await listSteps(root)
  const strays = files.filter((file) => {
    const step = STEP.exec(file)?.[2] ?? TEST.exec(file)?.[2] ?? TEST.exec(file)?.[4]
    if (step) return !steps.includes(step)
    return !TOP.test(file) && !TEST.test(file) && !ODD.has(file)
  })
  const parts = steps.flatMap((step) => [
    `steps/${step}/README.md`,
    `solutions/${step}/README.md`,
    `test/${step}.test.ts`
  ])
  const missing = parts.filter((part) => !files.includes(part))
  return [
    caseOf(
      'no stray files',
      strays.map((file) => `${file} has no place in the house`)
    ),
    caseOf(
      'no missing files',
      missing.map((file) => `${file} is missing`)
    )
  ]
}

/** Layout, as prettier has it. */
export async function format({ root }: Scope): Promise<Case[]> {
  return [await tool(root, 'prettier', 'prettier', ['--check', '--log-level=warn', '.'])]
}

/** Lint, with the rules that know types. */
export async function lint({ root }: Scope): Promise<Case[]> {
  return [await tool(root, 'oxlint', 'oxlint', ['--type-aware', '--quiet', '--format=unix'])]
}

/** Types, of the starters and of the solutions. */
export async function types({ root }: Scope): Promise<Case[]> {
  return Promise.all(
    ['.', 'solutions', 'workshop/picture/page'].map((project) =>
      tool(root, project, 'typescript', ['-p', project], 'tsc')
    )
  )
}

async function tool(root: string, name: string, from: string, args: string[], bin = from) {
  const { code, output } = await runBin(root, from, bin, args)
  return caseOf(name, code === 0 ? [] : [output.trim() || `exit code ${code}`])
}
