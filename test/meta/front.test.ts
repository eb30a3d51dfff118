import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

import { listFiles } from '../../workshop/grade/layout.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const COMMENT = /^\s*\/\/.*$/gm
const MAX_WORDS = 700
/** What nobody reads as a word: code, marks for programs, pictures, and where a link leads. */
const NO_WORDS = /^```[^]*?^```|<!--[^]*?-->|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)/gm

test('README is read in a few minutes', async () => {
  const text = (await readText('README.md')).replace(NO_WORDS, ' ')
  const words = text.split(/\s+/).filter((word) => /[a-z]/i.test(word))
  assert.ok(words.length > MAX_WORDS / 2, 'it is counted')
  assert.ok(words.length <= MAX_WORDS, `${words.length} words`)
})

test('no workflow may write', async () => {
  const files = (await listFiles(join(root, '.github'))).filter((file) => file.endsWith('.yml'))
  const texts = await Promise.all(files.map((file) => readText(`.github/${file}`)))
  const workflows = texts.filter((text) => /^jobs:$/m.test(text))
  assert.ok(workflows.length >= 2)
  for (const text of workflows) {
    assert.match(text, /^permissions:\n {2}contents: read\n\n/m)
    assert.doesNotMatch(text, /: write\b/)
  }
})

test('the dev container brings the extensions that an editor recommends', async () => {
  const { customizations } = await readJson('.devcontainer/devcontainer.json')
  const { recommendations } = await readJson('.vscode/extensions.json')
  assert.deepEqual(customizations.vscode.extensions, recommendations)
})

test('the dev container forwards the port of the slides', async () => {
  const { forwardPorts } = await readJson('.devcontainer/devcontainer.json')
  const port = /^const PORT = (\d+)$/m.exec(await readText('slides/start.ts'))?.[1]
  assert.ok(forwardPorts.includes(Number(port)), port)
})

test('the tasks of an editor run commands that there are', async () => {
  const { tasks } = await readJson('.vscode/tasks.json')
  const { scripts } = await readJson('package.json')
  const names: string[] = tasks.map(({ script }: { script: string }) => script)
  assert.ok(names.includes('start'))
  assert.deepEqual(
    names.filter((name) => !(name in scripts)),
    []
  )
})

function readText(path: string): Promise<string> {
  return readFile(join(root, path), 'utf8')
}

async function readJson(path: string) {
  return JSON.parse((await readText(path)).replace(COMMENT, ''))
}
