import Reveal from '/reveal/reveal.mjs'
import Markdown from '/reveal/plugin/markdown.mjs'
import Highlight from '/reveal/plugin/highlight.mjs'
import Notes from '/reveal/plugin/notes.mjs'

const THEME = 'slides-theme'
const T = 84

const query = new URLSearchParams(location.search)
const dark = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
// A printed deck is read on paper: light unless it is asked for.
const usual = query.get('view') === 'print' ? 'light' : (localStorage.getItem(THEME) ?? dark)
document.documentElement.dataset.theme = query.get('theme') ?? usual

function switchTheme() {
  const { dataset } = document.documentElement
  dataset.theme = dataset.theme === 'dark' ? 'light' : 'dark'
  localStorage.setItem(THEME, dataset.theme)
}

/** Markdown leaves a line break at the end of each block: it would be an empty line on the slide. */
function trimCode() {
  for (const code of document.querySelectorAll('pre code'))
    code.textContent = code.textContent.trimEnd()
}

const deck = new Reveal({
  width: 1280,
  height: 720,
  margin: 0,
  center: false,
  display: 'flex',
  hash: true,
  // Speakers press the right arrow: it must never skip a slide.
  navigationMode: 'linear',
  slideNumber: 'c/t',
  transition: 'none',
  controls: false,
  pdfSeparateFragments: false,
  pdfMaxPagesPerSlide: 1,
  highlight: { beforeHighlight: trimCode },
  plugins: [Markdown, Highlight, Notes]
})
deck.addKeyBinding({ keyCode: T, key: 'T', description: 'Light or dark' }, switchTheme)
// Paper shows the last state: what fades out on the screen is gone.
deck.on('pdf-ready', () => {
  for (const fragment of document.querySelectorAll('.fragment')) fragment.classList.add('visible')
  document.documentElement.dataset.printable = 'yes'
})
await deck.initialize()
window.deck = deck
document.documentElement.dataset.ready = 'yes'
