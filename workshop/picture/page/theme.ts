import { element } from './panels.ts'

/** Light or dark as the system says, until `t` or the button says otherwise. */
export function listenTheme(): void {
  const asked = new URLSearchParams(location.search).get('theme')
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'
  set(asked === 'dark' || asked === 'light' ? asked : system)
  const button = element('theme', HTMLButtonElement)
  button.addEventListener('click', swap)
  document.addEventListener('keydown', ({ key }) => {
    if (key === 't') swap()
  })
}

function swap(): void {
  set(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark')
}

function set(theme: 'light' | 'dark'): void {
  document.documentElement.dataset.theme = theme
  element('theme', HTMLButtonElement).textContent = theme === 'dark' ? 'Light' : 'Dark'
}
