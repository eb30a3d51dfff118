import { element } from './panels.ts'

/** What can be done on the page, by whatever means. */
export interface Actions {
  step(by: number): void
  ends(last: boolean): void
  play(): void
  choose(block: string): void
  go(moment: number): void
}

/** The buttons, the slider, and the list of moments. */
export function listenControls({ step, ends, play, go }: Actions): void {
  const buttons: [string, () => void][] = [
    ['first', () => ends(false)],
    ['back', () => step(-1)],
    ['play', play],
    ['next', () => step(1)],
    ['last', () => ends(true)]
  ]
  for (const [id, press] of buttons) element(id, HTMLButtonElement).addEventListener('click', press)
  const slider = element('slider', HTMLInputElement)
  slider.addEventListener('input', () => go(Number(slider.value)))
  element('moments', HTMLElement).addEventListener('click', (event) => {
    const button = event.target instanceof Element ? event.target.closest('button') : null
    if (button) go(Number(button.dataset.moment))
  })
}
