import { readFileSync } from 'node:fs'

import { render } from './kit.ts'
import type { Picture } from './kit.ts'

const MARGIN = 28
const DARK = /:root\[data-theme='dark'\] (\{[^}]+\})/

/** A drawing as a file of its own: with a ground, so that it can be read on any page, light or dark. */
export function renderFile(name: string, picture: Picture): string {
  const { width = 1168, height = 520 } = picture
  const [w, h] = [width + 2 * MARGIN, height + 2 * MARGIN]
  const style = [
    sheet('colours').replace(DARK, dark),
    sheet('drawing'),
    'svg { font-family: var(--sans); }'
  ]
  const ground = `<rect class="s-ground" x="${-MARGIN}" y="${-MARGIN}" width="${w}" height="${h}" rx="20"/>`
  return render(name, {
    ...picture,
    body: [`<style>\n${style.join('\n')}\n</style>`, ground, ...picture.body]
  })
    .replace(
      /viewBox="[^"]*"/,
      `xmlns="http://www.w3.org/2000/svg" viewBox="${-MARGIN} ${-MARGIN} ${w} ${h}"`
    )
    .concat('\n')
}

function sheet(name: string): string {
  return readFileSync(new URL(`../page/${name}.css`, import.meta.url), 'utf8').trim()
}

function dark(_: string, rules: string): string {
  return `@media (prefers-color-scheme: dark) { :root ${rules} }`
}
