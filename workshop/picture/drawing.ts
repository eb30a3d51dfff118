import type { PeerState } from './state.ts'
import type { BlockId, Letter } from './trace.ts'

export interface Mark {
  id: BlockId
  writer: Letter
  x: number
  y: number
  label: string
  name: string
  title: string
  state: 'plain' | 'fresh' | 'again' | 'culprit'
  /** True for a null block, which says what its writer has seen and nothing else. */
  hollow: boolean
}

export interface Lane {
  id: Letter
  y: number
  role: string
  down: boolean
}

export interface Link {
  id: string
  path: string
  from: BlockId
  to: BlockId
}

export interface Row {
  id: Letter
  y: number
  name: string
  role: PeerState['role']
  up: boolean
  /** True if the first difference was found at this peer. */
  differs: boolean
  facts: string[]
  marks: Mark[]
  /** Where the signed part ends, in pixels from the left; null if nothing is signed. */
  signed: number | null
  signedText: string
  /** True if older blocks are not drawn. */
  more: boolean
}

/** All that is drawn for one state, in pixels from the left and top of the two parts. */
export interface Drawing {
  lanesWidth: number
  rowsWidth: number
  lanes: Lane[]
  lanesHeight: number
  blocks: Mark[]
  links: Link[]
  rows: Row[]
}
