import * as assignment from './assignment.ts'
import * as basics from './basics.ts'
import * as build from './build.ts'
import type { Picture } from './kit.ts'
import * as network from './network.ts'
import * as opening from './opening.ts'
import * as order from './order.ts'
import * as peers from './peers.ts'
import * as production from './production.ts'
import * as service from './service.ts'
import * as stack from './stack.ts'
import * as trust from './trust.ts'
import * as why from './why.ts'

/** Every drawing, by the name that slides call it. */
export const PICTURES: Record<string, Picture> = {
  cover: opening.cover,
  service: opening.service,
  stack: stack.stack,
  layers: stack.layers,
  discovery: stack.discovery,
  connection: stack.connection,
  'one-writer': why.oneWriter,
  'three-writers': why.threeWriters,
  eventual: why.eventual,
  'copied-folder': why.copiedFolder,
  pipeline: basics.pipeline,
  links: order.links,
  reorder: order.reorder,
  'signed-line': basics.signedLine,
  hello: build.hello,
  indexes: build.indexes,
  'append-apply': build.appendApply,
  dispatch: build.dispatch,
  roles: peers.roles,
  admit: peers.admit,
  online: peers.online,
  topics: network.topics,
  'view-key': network.viewKey,
  answer: service.answer,
  checks: service.checks,
  client: service.client,
  terminals: service.terminals,
  floors: assignment.floors,
  drain: assignment.drain,
  'delete-put': assignment.deletePut,
  pool: assignment.pool,
  rotation: production.rotation,
  blind: production.blind,
  'fed-by-blind': production.fedByBlind,
  gates: trust.gates,
  'skip-halt': trust.skipHalt
}
