import { hint } from './hints.ts'
import type { Panel } from './model.ts'
import { openFile } from './open.ts'
import { reset, solve, undo } from './overwrite.ts'
import { showPicture } from './picture.ts'
import { ask, letters, predict } from './predict.ts'
import { goTo, stepAfter } from './progress.ts'
import type { Session } from './session.ts'
import { diff, list } from './show.ts'
import { texts } from './texts.ts'

type Armed = keyof typeof texts.pressAgain

/** Does what a key stands for. */
export class Keys {
  readonly #session: Session
  #armed: Armed | null = null
  #asking = false
  #last = Promise.resolve()

  constructor(session: Session) {
    this.#session = session
  }

  /** Takes one key after the other; an error is shown where the answer would be. */
  press(key: string): Promise<void> {
    this.#last = this.#last.then(() => this.#press(key))
    return this.#last
  }

  async #press(key: string): Promise<void> {
    const armed = this.#armed
    const asking = this.#asking
    this.#armed = null
    this.#asking = false
    try {
      this.#session.show(await this.#answer(key, armed, asking))
    } catch (error) {
      this.#session.show(note([error instanceof Error ? error.message : String(error)]))
    }
  }

  async #answer(key: string, armed: Armed | null, asking: boolean): Promise<Panel | null> {
    const { root, model } = this.#session
    const { step, lesson } = model
    if (asking && letters(lesson.question).includes(key)) {
      const lines = await predict(root, step, key)
      await this.#session.retell()
      return note(lines)
    }
    if (needsConsent(key) && armed !== key && !(key === 'n' && model.grade?.status === 'done')) {
      this.#armed = key
      const grading = key === 'n' && model.grade === null
      if (grading) return { ...note([texts.stillGrading]), passing: true }
      return note([texts.pressAgain[key]])
    }
    switch (key) {
      case 'n':
        return this.#next()
      case 'h':
        return note(await hint(root, step, { declared: model.grade?.tests }))
      case 'l':
        return alone(await list(root))
      case 'd':
        return alone(await diff(root, step))
      case 'r':
        this.#session.run()
        return null
      case 'o':
        return note(await openFile(root, `steps/${step}/README.md`))
      case 'p':
        this.#asking = lesson.question !== null
        return note(await ask(root, step))
      case 'x':
        return note(await reset(root, step))
      case 's':
        return note(await solve(root, step))
      case 'u':
        return note(await undo(root))
      case 'v':
        return note(await showPicture(root, model.grade))
      default:
        return /^[\w?]$/.test(key) ? note([texts.unknownKey(key)]) : null
    }
  }

  async #next(): Promise<Panel | null> {
    const { root, model } = this.#session
    const next = await stepAfter(root, model.step)
    if (!next) return note([texts.lastStep])
    await goTo(root, next)
    await this.#session.follow()
    return note([texts.nowOn(next)])
  }
}

function needsConsent(key: string): key is Armed {
  return key in texts.pressAgain
}

function note(lines: string[]): Panel {
  return { lines, alone: false }
}

function alone(lines: string[]): Panel {
  return { lines, alone: true }
}
