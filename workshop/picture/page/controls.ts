import { element } from './panels.ts'

/** What can be done on the page, by whatever means. */
export interface Actions {
  step(by: number): void
  ends(last: boolean): void
  setup(): void
  play(): void
  choose(block: string): void
  go(moment: number): void
}

/** The buttons, the slider, and the list of moments. */
export function listenControls(actions: Actions): void {
  const buttons: [string, () => void][] = [
    ['setup', () => actions.setup()],
    ['first', () => actions.ends(false)],
    ['back', () => actions.step(-1)],
    ['play', () => actions.play()],
    ['next', () => actions.step(1)],
    ['last', () => actions.ends(true)]
  ]
  for (const [id, press] of buttons) element(id, HTMLButtonElement).addEventListener('click', press)
  const slider = element('slider', HTMLInputElement)
  slider.addEventListener('input', () => actions.go(Number(slider.value)))
  element('moments', HTMLElement).addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button) actions.go(Number(button.dataset.moment))
  })
}
