import * as b from '@babel/types'

import { isProse, literals } from './literals.ts'
import type { Mutation, Source } from './operators.ts'

/** Boundaries and opposites. */
const OPERATORS: Record<string, string[]> = {
  '===': ['!=='],
  '!==': ['==='],
  '<': ['<=', '>'],
  '<=': ['<', '>'],
  '>': ['>=', '<'],
  '>=': ['>', '<'],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '??=': ['='],
  '+=': ['-='],
  '-=': ['+=']
}
const METHODS: Record<string, string> = {
  min: 'max',
  max: 'min',
  some: 'every',
  every: 'some',
  keys: 'values',
  push: 'unshift',
  shift: 'pop',
  floor: 'ceil',
  ceil: 'floor'
}
/** Without the call there is still a value of the same kind. */
const CHAINED = new Set(
  'trim normalize filter map slice subarray sort toSorted reverse replace replaceAll flat toLowerCase catch then finally'.split(
    ' '
  )
)
/** Other expressions in the place of this one. */
export function ofExpression(node: b.Node, ancestors: b.Node[], source: Source): Mutation[] {
  if (!source.inside(node)) return []
  return swaps(node, ancestors, source).flatMap((replacement) => {
    if (replacement === source.text(node)) return []
    return [mutation(node, replacement, source, ancestors.at(-1))]
  })
}

function mutation(node: b.Node, replacement: string, { text }: Source, parent?: b.Node): Mutation {
  const [start, end] = [node.start ?? 0, node.end ?? 0]
  // A number alone would say nothing.
  const where = b.isLiteral(node) && parent ? `${short(text(parent))}: ` : ''
  const label = `${where}${short(text(node))} → ${short(replacement)}`
  return { start, end, at: start, replacement, shape: 'expression', label }
}

function swaps(node: b.Node, ancestors: b.Node[], source: Source): string[] {
  const parent = ancestors.at(-1)
  if (!b.isExpression(node) || isLinked(node, parent)) return []
  const tested = isTest(node, parent) ? ['true', 'false'] : []
  return [...tested, ...body(node, parent), ...others(node, parent, source)]
}

function others(node: b.Expression, parent: b.Node | undefined, source: Source): string[] {
  const { text } = source
  if (b.isBinaryExpression(node) || b.isAssignmentExpression(node)) {
    // What is around the operator stays, brackets too.
    const [from, to] = [node.left.end ?? 0, node.right.start ?? 0].map(
      (at) => at - (node.start ?? 0)
    )
    const [left, right] = [text(node).slice(0, from), text(node).slice(to)]
    const between = text(node).slice(from, to)
    return (OPERATORS[node.operator] ?? []).map((other) => {
      return left + between.replace(node.operator, other) + right
    })
  }
  if (b.isLogicalExpression(node)) return [text(node.left), text(node.right)]
  if (b.isConditionalExpression(node)) return [text(node.consequent), text(node.alternate)]
  if (b.isUnaryExpression(node, { operator: '!' })) return [text(node.argument)]
  if (b.isAwaitExpression(node)) return [text(node.argument)]
  if (b.isUpdateExpression(node)) return [text(node).replace(/\+\+|--/, flip)]
  if (b.isLiteral(node)) return literals(node, parent)
  if (b.isCallExpression(node) || b.isNewExpression(node)) return calls(node, source)
  if (b.isObjectExpression(node)) return without(node.properties, source, '{', '}')
  if (b.isArrayExpression(node)) return without(node.elements, source, '[', ']')
  return b.isOptionalMemberExpression(node) ? [text(node).replace('?.', '.')] : []
}

/** A part of a chain like `a?.b.c`: alone in brackets it would be something else. */
function isLinked(node: b.Expression, parent: b.Node | undefined): boolean {
  if (b.isOptionalMemberExpression(parent) && parent.object === node) return true
  const isCall = b.isCallExpression(parent) || b.isOptionalCallExpression(parent)
  return isCall && parent.callee === node
}

function flip(sign: string): string {
  return sign === '++' ? '--' : '++'
}

function isTest(node: b.Node, parent: b.Node | undefined): boolean {
  if (!b.isIfStatement(parent) && !b.isWhileStatement(parent)) return false
  return parent.test === node
}

/** An arrow function that returns nothing. */
function body(node: b.Node, parent: b.Node | undefined): string[] {
  return b.isArrowFunctionExpression(parent) && parent.body === node ? ['undefined'] : []
}

function calls(node: b.CallExpression | b.NewExpression, { text }: Source): string[] {
  const { callee, arguments: given } = node
  const args = given.map(text)
  const head = text(node).slice(0, (callee.end ?? 0) - (node.start ?? 0))
  // What tells people something may be left out, too.
  const spoken = isProse(given.at(-1))
  const dropped = args.length > 0 && !spoken ? [args.slice(0, -1)] : []
  const blank = args.length > 1 ? [['undefined', ...args.slice(1)]] : []
  const symmetric = head.startsWith('Math.') || spoken
  const swapped = args.length > 1 && !symmetric ? [[args[1], args[0], ...args.slice(2)]] : []
  const others = [...dropped, ...blank, ...swapped].map((list) => `${head}(${list.join(', ')})`)
  if (!b.isMemberExpression(callee) || !b.isIdentifier(callee.property)) return others
  const { name } = callee.property
  const other = METHODS[name]
  const renamed = other ? [`${text(callee.object)}.${other}(${args.join(', ')})`] : []
  return [...others, ...renamed, ...(CHAINED.has(name) ? [text(callee.object)] : [])]
}

/** A list without one of its parts, for each. */
function without(parts: (b.Node | null)[], { text }: Source, open: string, close: string) {
  return parts.map((_, n) => {
    const rest = parts.filter((_, at) => at !== n).map(text)
    return `${open} ${rest.join(', ')} ${close}`
  })
}

/** In one line, and not too long for a list. */
export function short(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 90 ? `${line.slice(0, 60)} … ${line.slice(-25)}` : line
}
