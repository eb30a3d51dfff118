import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import { chromium } from 'playwright-core'
import type { BrowserContext } from 'playwright-core'

const NAMES = [
  process.env['CHROMIUM'] ?? '',
  'chromium',
  'chromium-browser',
  'google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'
].filter(Boolean)
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

/** The path of an installed Chromium, or null. */
export function chromiumPath(): string | null {
  for (const name of NAMES) {
    if (isAbsolute(name)) {
      if (existsSync(name)) return name
      continue
    }
    const { status, stdout } = spawnSync('which', [name], { encoding: 'utf8' })
    if (status === 0) return stdout.trim()
  }
  return null
}

export interface OpenBrowser {
  context: BrowserContext
  close(): Promise<void>
}

/** A browser with a profile of its own, which goes with it. */
export async function openChromium(executablePath: string): Promise<OpenBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'picture-browser-'))
  const context = await chromium.launchPersistentContext(profile, { executablePath, args: FLAGS })
  return {
    context,
    close: async () => {
      await context.close()
      await rm(profile, { recursive: true, force: true, maxRetries: 5 })
    }
  }
}
