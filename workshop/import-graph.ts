import { readFile, readdir } from 'node:fs/promises'
import { join, posix } from 'node:path'

import { listFiles } from './grade/layout.ts'

/** From the top down: imports go down this list, and never up (.oxlintrc.json refuses the others). */
const LAYERS: Record<string, string> = {
  bin: 'the program',
  cli: 'a file for each command',
  instance: 'the parts put together on one folder',
  client: 'asks instances, and looks things up',
  net: 'swarm, RPC, access, limits',
  service: 'the base and its operations; no network',
  base: 'what keeps an Autobase healthy',
  domain: 'what is stored, and how blocks become rows'
}
const IMPORT = /^(?:import|export) (type )?[^']*? from '(\.[^']+)'|^import '(\.[^']+)'/gm
const LATER = /\bimport\('(\.[^']+)'\)/g
const STEP = /^\d\d-/
/** Belong to one step's lesson, or are made by a program. */
const LEFT_OUT = /^(try-it\.ts|spec\/)/

/** In Markdown: the layers of the last solution, and how many imports go from one to another. */
export async function importGraph(root: string): Promise<string> {
  const folder = join(root, 'solutions', (await listSolutions(root)).at(-1) ?? '')
  const counts = new Map<string, number>()
  for (const file of await listProgram(folder)) {
    const text = await readFile(join(folder, file), 'utf8')
    for (const target of targets(file, text)) {
      const edge = `${layerOf(file)} --> ${layerOf(target)}`
      counts.set(edge, (counts.get(edge) ?? 0) + 1)
    }
  }
  const names = Object.keys(LAYERS)
  const nodes = names.map((name) => `  ${name}["<b>${name}</b><br>${LAYERS[name]}"]`)
  const edges = names.flatMap((from) => {
    return names.flatMap((to) => {
      const count = counts.get(`${from} --> ${to}`)
      return count === undefined || from === to ? [] : [`  ${from} -- ${count} --> ${to}`]
    })
  })
  return ['```mermaid', 'flowchart TD', ...nodes, ...edges, '```'].join('\n')
}

/** In Markdown: the files of each layer, each with the step that it came with. */
export async function fileTable(root: string): Promise<string> {
  const solutions = await listSolutions(root)
  const since = new Map<string, string>()
  for (const step of solutions.toReversed()) {
    for (const file of await listProgram(join(root, 'solutions', step))) {
      if (step === solutions.at(-1) || since.has(file)) since.set(file, step.slice(0, 2))
    }
  }
  const rows = Object.keys(LAYERS).map((layer) => {
    const files = [...since].filter(([file]) => layerOf(file) === layer)
    const cells = files.map(([file, step]) => `${posix.basename(file)} ${step}`)
    return `| ${layer} | ${cells.join(', ')} |`
  })
  return ['| layer | files, each with its first step |', '| --- | --- |', ...rows].join('\n')
}

async function listSolutions(root: string): Promise<string[]> {
  return (await readdir(join(root, 'solutions'))).filter((name) => STEP.test(name)).sort()
}

async function listProgram(folder: string): Promise<string[]> {
  const files = await listFiles(folder)
  return files.filter((file) => file.endsWith('.ts') && !LEFT_OUT.test(file))
}

/** The own files that a file imports, by their path in the step. */
function targets(file: string, text: string): string[] {
  const found = [...text.matchAll(IMPORT)].map(([, , from, bare]) => from ?? bare ?? '')
  const later = [...text.matchAll(LATER)].map(([, path = '']) => path)
  return [...found, ...later]
    .map((path) => posix.join(posix.dirname(file), path))
    .filter((path) => !LEFT_OUT.test(path))
}

function layerOf(file: string): string {
  const [first = '', ...rest] = file.split('/')
  const name = rest.length > 0 ? first : posix.basename(file, '.ts')
  return name in LAYERS ? name : 'domain'
}
