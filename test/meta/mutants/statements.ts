import * as b from '@babel/types'

import { short } from './expressions.ts'
import type { Mutation, Source } from './operators.ts'

/** Statements left out, changed or in another order. */
export function ofStatement(node: b.Node, source: Source): Mutation[] {
  const orders = b.isBlockStatement(node) ? swapped(node.body, source) : []
  return [...orders, ...(b.isStatement(node) && source.inside(node) ? changed(node, source) : [])]
}

function changed(node: b.Statement, source: Source): Mutation[] {
  const { text } = source
  const replaced = (by: string, label: string) => [mutation([node, node], by, label)]
  const removable = [b.isExpressionStatement, b.isThrowStatement, b.isContinueStatement]
  if (removable.some((is) => is(node))) return replaced('', `${short(text(node))} → (removed)`)
  if (b.isReturnStatement(node)) {
    // Nothing is as good as false.
    const { argument } = node
    if (!argument || b.isBooleanLiteral(argument)) return []
    return replaced('return', `${short(text(node))} → return`)
  }
  if (b.isForOfStatement(node)) {
    const head = text(node).slice(0, (node.body.start ?? 0) - (node.start ?? 0))
    return replaced(`${head}{ ${text(node.body)}\nbreak }`, `${short(head)}… → only one round`)
  }
  if (b.isTryStatement(node)) return tries(node, source)
  return []
}

function tries(node: b.TryStatement, { text }: Source): Mutation[] {
  const { block, handler, finalizer } = node
  const head = short(text(block))
  const free = finalizer ? `try ${text(block)} finally ${text(finalizer)}` : text(block)
  const rest = `try ${text(block)} ${text(handler)}`
  return [
    ...(handler ? [mutation([node, node], free, `try ${head} → without its catch`)] : []),
    ...(finalizer && handler ? [mutation([node, node], rest, `try ${head} → no finally`)] : [])
  ]
}

/** Each two neighbours in the other order, where both can stand so. */
function swapped(body: b.Statement[], source: Source): Mutation[] {
  return body.slice(1).flatMap((second, n) => {
    const first = body[n]
    if (!first || !isMovable(first, second, source)) return []
    const label = `${short(source.text(first))} ⇄ ${short(source.text(second))}`
    // All of the block: what is declared there is seen in all of it.
    const order = [...body.slice(0, n), second, first, ...body.slice(n + 2)]
    const text = order.map((node) => source.text(node)).join('\n')
    const whole = mutation([body[0] ?? first, body.at(-1) ?? second], text, label)
    return [{ ...whole, at: first.start ?? 0 }]
  })
}

function isMovable(first: b.Statement, second: b.Statement, { text, inside }: Source): boolean {
  if (!inside(first) || !inside(second)) return false
  const stays = [first, second].some((node) => {
    return b.isDeclaration(node) && !b.isVariableDeclaration(node)
  })
  if (stays || b.isReturnStatement(first) || b.isThrowStatement(first)) return false
  const names = b.isVariableDeclaration(first) ? Object.keys(b.getBindingIdentifiers(first)) : []
  return !names.some((name) => mentions(text(second), name))
}

function mentions(text: string, name: string): boolean {
  return new RegExp(`\\b${name.replaceAll('$', '\\$')}\\b`).test(text)
}

function mutation([first, last]: [b.Node, b.Node], replacement: string, label: string): Mutation {
  const [start, end] = [first.start ?? 0, last.end ?? 0]
  return { start, end, at: start, replacement, shape: 'statement', label }
}
