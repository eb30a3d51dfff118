import { fileURLToPath } from 'node:url'

import type { Browser } from 'playwright-core'

import { readFlags } from '../workshop/flags.ts'
import { NO_BROWSER, launch, visit } from './browser.ts'
import { readDeck } from './deck.ts'
import { formatOf, serve } from './server.ts'

const USAGE = `npm run slides:pdf -- [60|120|180]
Writes the slides of 60, 120 or 180 minutes, or all, to slides/workshop.pdf; it needs Chromium,
Chrome or Edge.`

/** Writes the slides of a format, or all, as a PDF, one page per slide; returns the count of pages. */
export async function print(browser: Browser, word: string | null, file: string): Promise<number> {
  const slides = await serve(0)
  const page = await browser.newPage()
  try {
    const format = formatOf(word)
    const url = `${slides.url}?view=print${format ? `&format=${format}` : ''}`
    await visit(page, url, [1280, 720], 'printable')
    const pdf = await page.pdf({ path: file, printBackground: true, preferCSSPageSize: true })
    return pdf.toString('latin1').split(/\/Type\s*\/Page\b/).length - 1
  } finally {
    await page.close()
    slides.close()
  }
}

async function main(word: string | null): Promise<number> {
  const browser = await launch()
  if (!browser) {
    console.log(`The PDF can't be printed: ${NO_BROWSER}.`)
    return 2
  }
  try {
    const file = fileURLToPath(new URL('workshop.pdf', import.meta.url))
    const pages = await print(browser, word, file)
    const slides = (await readDeck(formatOf(word))).length
    console.log(`${file}: ${pages} pages, ${slides} slides`)
    return pages === slides ? 0 : 1
  } finally {
    await browser.close()
  }
}

if (process.argv[1] === import.meta.filename) {
  readFlags(USAGE, {}, true)
  try {
    process.exitCode = await main(process.argv[2] ?? null)
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    console.log(`The PDF can't be printed: ${reason}`)
    process.exitCode = 2
  }
}
