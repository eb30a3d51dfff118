import { after, afterEach, before } from 'node:test'
import type { Page } from 'playwright-core'

import { servePicture } from '../../../workshop/picture/server.ts'
import type { PictureServer, Source } from '../../../workshop/picture/server.ts'
import type { Event } from '../../../workshop/picture/trace.ts'
import { chromiumPath, openChromium } from './chromium.ts'
import type { OpenBrowser } from './chromium.ts'
import { MET, block, order, rows } from './picture-events.ts'

const executable = chromiumPath()
/** Why the tests of a page are skipped here. */
export const skip = executable === null ? 'no Chromium here' : false
export const HOSTILE = '<img src=x onerror=alert(1)>'
export const DIFFERENCE: Event = {
  type: 'difference',
  at: 1,
  yours: 'A',
  ours: 'B',
  block: 'A1',
  sentence: 'It is not the same.'
}
/** Two peers meet; then both are read, and yours is wrong. */
export const TRACE: Event[] = [
  ...MET,
  rows('A', ['llama (test, drive key 9)']),
  rows('B', ['llama (test, drive key 1)']),
  DIFFERENCE,
  block('B2', ['A1'], HOSTILE),
  order('B', 2, ['B2'], 2)
]

/** A page of the picture, and what it asked for and said; each file of tests has one. */
export interface PicturePage {
  page: Page
  asked: string[]
  said: string[]
  open(source?: Source, size?: number[], theme?: string): Promise<void>
}

export function usePage(): PicturePage {
  let browser: OpenBrowser | null = null
  let server: PictureServer | null = null
  const asked: string[] = []
  const said: string[] = []
  const used: Partial<PicturePage> = { asked, said }
  before(async () => {
    if (executable === null) return
    browser = await openChromium(executable)
    const page = await browser.context.newPage()
    page.on('request', (each) => asked.push(each.url()))
    page.on('console', (message) => said.push(message.text()))
    page.on('pageerror', (error) => said.push(error.message))
    used.page = page
    used.open = async (
      source = { events: TRACE, live: false },
      size = [1280, 720],
      theme = 'light'
    ) => {
      server = await servePicture(source)
      await page.setViewportSize({ width: size[0]!, height: size[1]! })
      await page.goto(`${server.url}?theme=${theme}`)
      await page.locator('body[data-moment]').waitFor()
    }
  })
  after(() => browser?.close())
  afterEach(() => {
    server?.close()
    server = null
  })
  return used as PicturePage
}
