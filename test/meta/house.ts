import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { listSteps } from '../../workshop/grade/layout.ts'
import { distinctFiles } from './support/distinct.ts'
import { run, runBin } from './support/run.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'

const TOP =
  /^((README|CONTRIBUTING|CHANGELOG|SECURITY|AGENTS)\.md|LICENSE|package(-lock)?\.json|tsconfig\.json|\.(git|docker)ignore|\.gitattributes|\.prettier(rc|ignore)|\.oxlintrc\.json|\.cspell\.config\.yaml|\.markdownlint-cli2\.jsonc|\.editorconfig|\.yarnrc(\.yml)?|\.ci\/run|\.(devcontainer|github|vscode)\/.+|(docs|slides|types|workshop)\/.+)$/
const STEP =
  /^(steps|solutions)\/(\d\d-[a-z0-9-]+)\/(README\.md|((base|net|client|instance|cli)\/)?[a-z-]+\.ts|spec\/.+)$/
const TEST =
  /^test\/((\d\d-[a-z0-9-]+)\.test\.ts|points\.json|support\/.+|meta\/[a-z.-]+\.ts|meta\/(support|fixtures|mutants|sentences|tool|grade|reliability)\/.+|bench\/[a-z-]+\.ts|meta\/wrong\/(\d\d-[a-z0-9-]+)\.ts)$/
/** They run the last solution, whichever that is. */
const LAST =
  /^(package\.json|test\/(bench|meta\/reliability)\/.+\.ts|test\/meta\/(support\/last|(signal|fast-forward)\.test)\.ts)$/
const SOLUTION = /(?:#reference|solutions)\/(\d\d-[a-z0-9-]+)/g
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
  const scripts = files.filter((file) => /^steps\/[^/]+\/try-it\.ts$/.test(file))
  return [
    caseOf(
      'no stray files',
      strays.map((file) => `${file} has no place in the house`)
    ),
    caseOf(
      'no missing files',
      missing.map((file) => `${file} is missing`)
    ),
    caseOf('every script of a Try it stands in its lesson', await unnamed(root, scripts)),
    caseOf(
      'what runs the last solution names the last',
      await outdated(
        root,
        files.filter((file) => LAST.test(file)),
        steps.at(-1) ?? ''
      )
    )
  ]
}

/** Scripts that came along with a copy of the step before. */
async function unnamed(root: string, scripts: string[]): Promise<string[]> {
  const problems = scripts.map(async (script) => {
    const lesson = await readFile(join(root, script, '../README.md'), 'utf8').catch(() => '')
    return lesson.includes(script)
      ? []
      : [`${script} is in no lesson: remove it here and in solutions/`]
  })
  return (await Promise.all(problems)).flat()
}

async function outdated(root: string, files: string[], last: string): Promise<string[]> {
  const problems = files.map(async (file) => {
    const text = await readFile(join(root, file), 'utf8')
    const names = [...text.matchAll(SOLUTION)].map(([, step = '']) => step)
    return names.every((step) => step === last) ? [] : [`${file} should name ${last}`]
  })
  return (await Promise.all(problems)).flat()
}

/** Layout, as prettier has it. */
export async function format({ root }: Scope): Promise<Case[]> {
  const args = ['--check', '--log-level=warn', '--ignore-unknown', ...(await distinctFiles(root))]
  return [await tool(root, 'prettier', 'prettier', args)]
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
