import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import { chromium } from 'playwright-core'
import type { Browser, LaunchOptions, Page } from 'playwright-core'

/** Playwright finds Chrome and Edge wherever a system keeps them, and Chromium nowhere. */
const CHANNELS = ['chrome', 'msedge']
const NAMES = ['chromium', 'chromium-browser']
const PLACES = ['/Applications/Chromium.app/Contents/MacOS/Chromium']
const ABSENT = /^\S+: Chromium distribution '.+' is not (found|supported)/
const DEADLINE_MS = 60_000

export const NO_BROWSER = 'no Chromium, Chrome or Edge is installed; CHROMIUM=path names one'

/** Starts an installed browser; null if there is none. One that can't start throws. */
export async function launch(): Promise<Browser | null> {
  const named = process.env['CHROMIUM']
  const errors: unknown[] = []
  for (const options of named ? [{ executablePath: named }] : installed()) {
    try {
      return await chromium.launch({ ...options, timeout: DEADLINE_MS })
    } catch (error) {
      if (!(error instanceof Error) || !ABSENT.test(error.message)) errors.push(error)
    }
  }
  if (errors.length > 0) throw errors[0]
  return null
}

function installed(): LaunchOptions[] {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const inPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  const files = [...inPath, ...PLACES].filter((file) => existsSync(file))
  return [
    ...files.map((executablePath) => ({ executablePath })),
    ...CHANNELS.map((channel) => ({ channel }))
  ]
}

/** Opens a deck, and waits until it can be looked at. */
export async function visit(
  page: Page,
  url: string,
  [width, height]: [number, number],
  flag = 'ready'
): Promise<void> {
  await page.setViewportSize({ width, height })
  await page.goto(url)
  await page.locator(`html[data-${flag}]`).waitFor({ state: 'attached', timeout: DEADLINE_MS })
}
