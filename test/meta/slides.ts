import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Browser, Page } from 'playwright-core'

import { NO_BROWSER, launch, visit } from '../../slides/browser.ts'
import { readDeck } from '../../slides/deck.ts'
import type { Slide } from '../../slides/deck.ts'
import { print } from '../../slides/pdf.ts'
import { serve } from '../../slides/server.ts'
import { listFiles } from '../../workshop/grade/layout.ts'
import { picturesLook } from './lesson-pictures.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf, casesOfRuns } from './support/case.ts'
import { script } from './support/script.ts'

const AUDIT = fileURLToPath(new URL('support/audit.js', import.meta.url))
/** A slide that is too high is told by each of its words. */
const MOST = 6

type Problems = Map<string, string[]>

interface Look {
  theme: string
  screen: [number, number]
  colours: boolean
}
const LOOKS: Look[] = [
  { theme: 'light', screen: [1280, 720], colours: true },
  { theme: 'dark', screen: [1280, 720], colours: true },
  { theme: 'light', screen: [1024, 768], colours: false }
]

/** The deck: its notes and schedule; in a browser every slide and fragment, and the lessons' pictures; its PDF. */
export async function slides({ root }: Scope): Promise<Case[]> {
  const deck = await readDeck()
  const files = await listFiles(join(root, 'slides/deck'))
  const seen = await casesOfRuns(await looks(deck), () => looks(deck))
  return [...script(deck, files), ...seen]
}

async function looks(deck: Slide[]): Promise<Case[]> {
  const browser = await launch()
  if (!browser) {
    const unknown = `cannot run here: ${NO_BROWSER}`
    return [{ name: 'the slides in a browser', problem: null, unknown }]
  }
  const server = await serve(0)
  try {
    const page = await browser.newPage()
    await page.addInitScript({ path: AUDIT })
    const heard = listen(page, server.url)
    const found: Problems = new Map(deck.map(({ id }) => [id, []]))
    for (const look of LOOKS) await walk(page, server.url, deck, look, found)
    const ids = await page.evaluate<string[]>('auditPage()')
    await visit(page, `${server.url}?view=print`, [1280, 720], 'printable')
    const paper = await page.evaluate<string[]>('auditPrint()')
    const cases = [...found].map(([id, problems]) => caseOf(id, problems))
    return [
      ...cases,
      caseOf('ids', ids),
      caseOf('on paper', paper),
      ...heard(),
      await pages(browser, deck),
      ...(await picturesLook(browser))
    ]
  } finally {
    await browser.close()
    server.close()
  }
}

async function walk(page: Page, url: string, deck: Slide[], look: Look, found: Problems) {
  const { theme, screen, colours } = look
  await visit(page, `${url}?theme=${theme}`, screen)
  // A state counts when it has been reached: nothing is looked at on its way there.
  await page.addStyleTag({ content: '.reveal * { transition: none !important }' })
  for (const [index, { id }] of deck.entries()) {
    const call = `audit(${index}, ${JSON.stringify({ colours })})`
    const problems = await page.evaluate<string[]>(call)
    const where = `${theme}, ${screen.join('×')}`
    found.get(id)?.push(...problems.slice(0, MOST).map((problem) => `${where}: ${problem}`))
    if (problems.length > MOST) found.get(id)?.push(`${where}: ${problems.length - MOST} more`)
  }
}

/** Whatever the page asks for and complains about, from now on. */
function listen(page: Page, own: string): () => Case[] {
  const requests: string[] = []
  const complaints: string[] = []
  const local = [own, 'data:', 'blob:', 'about:']
  page.on('request', (request) => {
    if (!local.some((start) => request.url().startsWith(start))) requests.push(request.url())
  })
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => complaints.push(message.text()))
  return () => [
    caseOf('no request leaves the machine', requests),
    caseOf('the console is silent', complaints)
  ]
}

async function pages(browser: Browser, deck: Slide[]): Promise<Case> {
  const folder = await mkdtemp(join(tmpdir(), 'slides-pdf-'))
  try {
    const count = await print(browser, null, join(folder, 'workshop.pdf'))
    const wrong = count === deck.length ? [] : [`${count} pages for ${deck.length} slides`]
    return caseOf('the PDF has a page a slide', wrong)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
