import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { Browser, findChromium } from '../../slides/browser.ts'
import { readDeck } from '../../slides/deck.ts'
import type { Slide } from '../../slides/deck.ts'
import { print } from '../../slides/pdf.ts'
import { serve } from '../../slides/server.ts'
import { listFiles } from '../../workshop/grade/layout.ts'
import type { Case, Scope } from './support/case.ts'
import { caseOf } from './support/case.ts'
import { script } from './support/script.ts'

const AUDIT = new URL('support/audit.js', import.meta.url)
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

/** The deck: its notes and schedule; in a browser every slide and fragment; its PDF. */
export async function slides({ root }: Scope): Promise<Case[]> {
  const deck = await readDeck()
  const files = await listFiles(join(root, 'slides/deck'))
  return [...script(deck, files), ...(await looks(deck))]
}

async function looks(deck: Slide[]): Promise<Case[]> {
  const command = findChromium()
  if (!command) {
    const unknown = 'cannot run here: no Chromium or Chrome; CHROMIUM=path names one'
    return [{ name: 'the slides in a browser', problem: null, unknown }]
  }
  const server = await serve(0)
  const browser = await Browser.open(command)
  const heard = listen(browser, server.url)
  const found: Problems = new Map(deck.map(({ id }) => [id, []]))
  try {
    for (const look of LOOKS) await walk(browser, server.url, deck, look, found)
    const page = await browser.evaluate<string[]>('auditPage()')
    const paper = await printed(browser, server.url)
    const cases = [...found].map(([id, problems]) => caseOf(id, problems))
    return [
      ...cases,
      caseOf('ids', page),
      caseOf('on paper', paper),
      ...heard(),
      await pages(command, deck)
    ]
  } finally {
    await browser.close()
    server.close()
  }
}

async function walk(browser: Browser, url: string, deck: Slide[], look: Look, found: Problems) {
  const { theme, screen, colours } = look
  await browser.visit(`${url}?theme=${theme}`, screen)
  await browser.evaluate(await readFile(AUDIT, 'utf8'))
  // A state counts when it has been reached: nothing is looked at on its way there.
  await browser.evaluate(
    `document.head.append(Object.assign(document.createElement('style'), { textContent: '.reveal * { transition: none !important }' })), null`
  )
  for (const [index, { id }] of deck.entries()) {
    const call = `audit(${index}, ${JSON.stringify({ colours })})`
    const problems = await browser.evaluate<string[]>(call)
    const where = `${theme}, ${screen.join('×')}`
    found.get(id)?.push(...problems.slice(0, MOST).map((problem) => `${where}: ${problem}`))
    if (problems.length > MOST) found.get(id)?.push(`${where}: ${problems.length - MOST} more`)
  }
}

async function printed(browser: Browser, url: string): Promise<string[]> {
  await browser.visit(`${url}?view=print`, [1280, 720], 'printable')
  await browser.evaluate(await readFile(AUDIT, 'utf8'))
  return browser.evaluate<string[]>('auditPrint()')
}

/** Whatever the page asks for and complains about, from now on. */
function listen(browser: Browser, own: string): () => Case[] {
  const requests: string[] = []
  const complaints: string[] = []
  const local = [own, 'data:', 'blob:', 'about:']
  browser.on('Network.requestWillBeSent', ({ request }: { request: { url: string } }) => {
    if (!local.some((start) => request.url.startsWith(start))) requests.push(request.url)
  })
  for (const event of ['Runtime.exceptionThrown', 'Log.entryAdded', 'Runtime.consoleAPICalled']) {
    browser.on(event, (what: unknown) => complaints.push(JSON.stringify(what).slice(0, 300)))
  }
  return () => [
    caseOf('no request leaves the machine', requests),
    caseOf('the console is silent', complaints)
  ]
}

async function pages(command: string, deck: Slide[]): Promise<Case> {
  const folder = await mkdtemp(join(tmpdir(), 'slides-pdf-'))
  const count = await print(command, null, join(folder, 'workshop.pdf'))
  await rm(folder, { recursive: true, force: true })
  const wrong = count === deck.length ? [] : [`${count} pages for ${deck.length} slides`]
  return caseOf('the PDF has a page a slide', wrong)
}
