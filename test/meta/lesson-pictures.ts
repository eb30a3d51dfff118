import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Browser, Page } from 'playwright-core'

import { lessonPictures } from '../../slides/draw/lesson-pictures.ts'
import type { Case } from './support/case.ts'
import { caseOf } from './support/case.ts'

const AUDIT = fileURLToPath(new URL('support/audit.js', import.meta.url))
const FOLDER = 'docs/pictures'
const IMAGE = /!\[([^\]]*)\]\(([^)\s]+)\)/g
const DESC = /<desc[^>]*>([^<]*)</

/** The pictures of lessons are current, and each is shown. */
export async function pictures(root: string, texts: string[]): Promise<Case[]> {
  const drawn = lessonPictures()
  const shown = texts.flatMap((text) => [...text.matchAll(IMAGE)].map(([, , file = '']) => file))
  return [
    ...(await Promise.all([...drawn].map(([path, svg]) => current(root, path, svg, shown)))),
    caseOf('no picture that nobody draws', await undrawn(root, drawn))
  ]
}

/** Pictures whose text for those who don't see them isn't what the drawing says of itself. */
export function untold(text: string, drawn: Map<string, string>): string[] {
  return [...text.matchAll(IMAGE)].flatMap(([, alt = '', file = '']) => {
    const svg = drawn.get(file.replace('../../', ''))
    if (svg === undefined) return [`${file} is not in slides/draw/lesson-pictures.ts`]
    const desc = DESC.exec(svg)?.[1] ?? ''
    return alt === desc ? [] : [`the text of ${file} must be: ${desc}`]
  })
}

async function current(root: string, path: string, svg: string, shown: string[]): Promise<Case> {
  const stored = await readFile(join(root, path), 'utf8').catch(() => '')
  return caseOf(path, [
    ...(stored === svg ? [] : ['not current: npm run docs']),
    ...(shown.includes(`../../${path}`) ? [] : ['no lesson shows it'])
  ])
}

async function undrawn(root: string, drawn: Map<string, string>): Promise<string[]> {
  const files = await readdir(join(root, FOLDER)).catch(() => [])
  return files.map((file) => `${FOLDER}/${file}`).filter((path) => !drawn.has(path))
}

/** Looked at in a browser, light and dark: no overlaps, nothing cut, enough contrast. */
export async function picturesLook(browser: Browser): Promise<Case[]> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 1100 } })
  await page.addInitScript({ path: AUDIT })
  const cases: Case[] = []
  for (const [path, svg] of lessonPictures()) {
    cases.push(caseOf(`${path} in a browser`, await lookAt(page, svg)))
  }
  await page.close()
  return cases
}

export async function lookAt(page: Page, svg: string): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.goto('about:blank')
    await page.setContent(`<!doctype html><div style="width: 1280px">${svg}</div>`)
    const problems = await page.evaluate<string[]>('auditPicture()')
    found.push(...problems.map((problem) => `${colorScheme}: ${problem}`))
  }
  return found
}
