/** Milliseconds between two beats. */
const BEAT_MS = 250
/** Milliseconds without a beat: less than others wait for the lead before they store by themselves. */
const STILL_MS = 1000
/** Milliseconds in which a process has read what came while it stood still. */
const CATCH_UP_MS = 2000

/** Notices that this process stood still: frozen, suspended, or without its turn on a busy machine. */
export class Pulse {
  #timer: NodeJS.Timeout | undefined
  #beat = performance.now()
  // The other clock stands still while a whole machine sleeps; this one goes on, but can be set.
  #wall = Date.now()
  #late = -Infinity

  start(): void {
    this.#timer = setInterval(() => this.#look(), BEAT_MS).unref()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** True for a while after such a pause: what is read now may be old, and given up by its sender. */
  get late(): boolean {
    this.#look()
    return performance.now() < this.#late + CATCH_UP_MS
  }

  #look(): void {
    const [now, wall] = [performance.now(), Date.now()]
    if (Math.max(now - this.#beat, wall - this.#wall) > STILL_MS) this.#late = now
    this.#beat = now
    this.#wall = wall
  }
}
