import { readDeck } from './deck.ts'
import type { Format, Slide } from './deck.ts'
import { PICTURES } from './draw/pictures.ts'
import { render } from './draw/kit.ts'
import { scheduleTable, timing } from './schedule.ts'

const PICTURE = /^!\[\]\(drawing:([a-z0-9-]+)\)$/gm
const SCHEDULE = '{{schedule}}'
const MINUTES = /^Minutes: .+$/m
const HEADING = /^#{1,2} .+$/m

/** The deck as one page; the browser turns the Markdown of each slide into HTML. */
export async function renderPage(format: Format | null): Promise<string> {
  const all = await readDeck()
  const slides = format === null ? all : await readDeck(format)
  const sections = slides.map((slide) => renderSlide(slide, all))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Multi-writer HyperDB: the workshop</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/reveal/reset.css">
<link rel="stylesheet" href="/reveal/reveal.css">
<link rel="stylesheet" href="/page/colours.css">
<link rel="stylesheet" href="/page/theme.css">
<link rel="stylesheet" href="/page/drawing.css">
<script type="module" src="/page/page.js"></script>
</head>
<body>
<div class="reveal"><div class="slides">
${sections.join('\n')}
</div></div>
</body>
</html>
`
}

function renderSlide(slide: Slide, all: Slide[]): string {
  const { id, chapter, text } = slide
  const times = timing(all, all.find((each) => each.id === id) ?? slide)
  const notes = slide.notes.replace(MINUTES, times)
  const body = text
    .replace(HEADING, (heading) => `${heading}\n\n<div class="body">\n`)
    .replace(PICTURE, (_, name: string) => draw(id, name))
    .replace(SCHEDULE, () => scheduleTable(all))
  const markdown = `${body}\n\n</div>\n\nNote:\n${notes}`
  return `<section id="${id}" data-chapter="${chapter.label}" data-markdown data-separator-notes="^Note:">
<textarea data-template>
${escape(markdown)}
</textarea>
</section>`
}

/** A picture on a slide, in lines that Markdown leaves alone. */
function draw(id: string, name: string): string {
  const picture = PICTURES[name]
  if (!picture) throw new Error(`Slide ${id} shows a picture that nobody drew: ${name}`)
  return `<figure>\n${render(name, picture)}\n</figure>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}
