import { spawn } from 'node:child_process'
import { join } from 'node:path'

import type { StepGrade } from '../grade/grade-step.ts'
import { pictureOf, readTraceFile } from '../picture/file.ts'
import { servePicture } from '../picture/server.ts'
import type { PictureServer } from '../picture/server.ts'
import { texts } from './texts.ts'

let shown: PictureServer | null = null

/** Opens the picture of the first failure that has one; it is served as long as the tool runs. */
export async function showPicture(root: string, grade: StepGrade | null): Promise<string[]> {
  const failures = grade?.tests.flatMap((test) => test.failures) ?? []
  const path = failures.map(({ message }) => pictureOf(message)).find((found) => found !== null)
  if (!path) return [texts.noPicture]
  const events = await readTraceFile(join(root, path), path)
  shown?.close()
  shown = await servePicture({ events, live: false })
  shown.unref()
  openAddress(shown.url)
  return [texts.picture(shown.url)]
}

/** In the system's browser, where there is one; the address is told in any case. */
function openAddress(url: string): void {
  const { DISPLAY, WAYLAND_DISPLAY } = process.env
  const program = { win32: 'explorer.exe', darwin: 'open' }[String(process.platform)]
  const opener = program ?? (DISPLAY || WAYLAND_DISPLAY ? 'xdg-open' : null)
  if (opener === null) return
  const child = spawn(opener, [url], { detached: true, stdio: 'ignore' })
  // Without a browser the address is all there is.
  child.on('error', () => {})
  child.unref()
}
