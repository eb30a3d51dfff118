import { setTimeout as pause } from 'node:timers/promises'
import IdEnc from 'hypercore-id-encoding'

import { linesOf } from '../../workshop/picture/live/lines.ts'
import type { Status } from '../../workshop/picture/live/lines.ts'
import { follow } from '../../workshop/picture/live/follow.ts'
import { loadDecode } from '../../workshop/picture/operations.ts'
import { Recording } from '../../workshop/picture/recording.ts'
import type { Letter } from '../../workshop/picture/trace.ts'
import type { Fault } from './deployment-fault.ts'
import { root, stepName, writePicture } from './picture-file.ts'

/** For a reader to join what is left of the deployment, and to read its order. */
const JOIN_MS = 8000
const LOOK_INTERVAL = 50

/** An instance that still runs, and the DHT that it is on. */
interface Entrance {
  baseKey: string
  serverKey: string
  dht: { host: string; port: number }
}

/**
 * What the instances of a deployment have told, and what was done to them. It costs a line each
 * time that something changes; a reader joins them only when a picture is drawn.
 */
export class DeploymentPicture {
  readonly #recording = new Recording({ title: 'A deployment that failed' })
  readonly #told = new Map<Letter, string>()

  start(localKey: string): void {
    const id = this.#letter(localKey)
    if (this.#told.has(id))
      this.#recording.add({ type: 'peer-state', peer: id, up: true, reason: '' })
    else this.#recording.add({ type: 'peer', id, name: `Instance ${id}`, role: 'peer' })
    this.#told.set(id, '')
  }

  end(localKey: string, reason: string): void {
    this.#recording.add({ type: 'peer-state', peer: this.#letter(localKey), up: false, reason })
  }

  note(text: string): void {
    this.#recording.note(text)
  }

  status(localKey: string, status: Status): void {
    const peer = this.#letter(localKey)
    const lines = linesOf(status)
    if (this.#told.get(peer) === lines.join()) return
    this.#told.set(peer, lines.join())
    this.#recording.add({ type: 'status', peer, lines })
  }

  /** Joins what is left, and writes the picture; returns the lines that name it. */
  async draw({ key, sentence, entry = '' }: Fault, entrance?: Entrance): Promise<string[]> {
    const late = pause(2 * JOIN_MS, undefined, { ref: false })
    if (entrance) await Promise.race([this.#join(entrance), late]).catch(() => {})
    const yours = this.#letter(key)
    const [ours = yours] = [...this.#told.keys()].filter((letter) => letter !== yours)
    const blocks = this.#recording.events.filter((event) => event.type === 'block')
    const block = blocks.find(({ name }) => name !== '' && name === entry)?.id ?? null
    const told = sentence.replace('%', `Instance ${yours}`)
    this.#recording.add({ type: 'difference', yours, ours, block, sentence: told })
    return writePicture(this.#recording.events)
  }

  async #join({ baseKey, serverKey, dht }: Entrance): Promise<void> {
    this.#recording.decode = await loadDecode(root)
    const target = { key: IdEnc.decode(baseKey), serverKey: IdEnc.decode(serverKey), dht }
    const step = stepName() ?? undefined
    const { recording, close } = await follow(root, target, step, this.#recording)
    const end = performance.now() + JOIN_MS
    const shown = () => recording.events.some(({ type }) => type === 'order')
    while (!shown() && performance.now() < end) await pause(LOOK_INTERVAL)
    await recording.flush()
    await close()
  }

  #letter(localKey: string): Letter {
    return this.#recording.letter(IdEnc.decode(localKey))
  }
}
