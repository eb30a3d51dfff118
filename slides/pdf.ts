import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { Browser, findChromium } from './browser.ts'
import { readDeck } from './deck.ts'
import { formatOf, serve } from './server.ts'

/** Writes the slides of a format, or all, as a PDF of one page a slide; returns the count of pages. */
export async function print(command: string, word: string | null, file: string): Promise<number> {
  const slides = await serve(0)
  const browser = await Browser.open(command)
  try {
    const format = formatOf(word)
    const url = `${slides.url}?view=print${format ? `&format=${format}` : ''}`
    await browser.visit(url, [1280, 720], 'printable')
    const { data } = await browser.send('Page.printToPDF', {
      printBackground: true,
      preferCSSPageSize: true
    })
    const pdf = Buffer.from(String(data), 'base64')
    await writeFile(file, pdf)
    return pdf.toString('latin1').split(/\/Type\s*\/Page\b/).length - 1
  } finally {
    await browser.close()
    slides.close()
  }
}

if (process.argv[1] === import.meta.filename) {
  const word = process.argv[2] ?? null
  const command = findChromium()
  if (!command) {
    console.log('This needs an installed Chromium or Chrome; CHROMIUM=path names one elsewhere.')
    process.exitCode = 2
  } else {
    const file = fileURLToPath(new URL('workshop.pdf', import.meta.url))
    const pages = await print(command, word, file)
    const slides = (await readDeck(formatOf(word))).length
    console.log(`${file}: ${pages} pages, ${slides} slides`)
    process.exitCode = pages === slides ? 0 : 1
  }
}
