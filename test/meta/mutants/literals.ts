import * as b from '@babel/types'

// cspell:ignore quasis
/** What tells people something may be worded otherwise. */
const PROSE = /\s/

/** Other values in the place of this one. */
export function literals(node: b.Literal, parent: b.Node | undefined): string[] {
  if (b.isNumericLiteral(node)) return node.value === 0 ? ['1'] : [`${node.value + 1}`, '0']
  if (b.isBooleanLiteral(node)) return [`${!node.value}`]
  if (b.isNullLiteral(node)) return ['undefined']
  if (!b.isStringLiteral(node) || PROSE.test(node.value)) return []
  if (b.isObjectProperty(parent) && parent.key === node) return []
  return [JSON.stringify(`${node.value}x`)]
}

/** True for a text that is for people. */
export function isProse(node: b.Node | undefined): boolean {
  if (b.isStringLiteral(node)) return PROSE.test(node.value)
  return b.isTemplateLiteral(node) && node.quasis.some(({ value }) => PROSE.test(value.raw))
}
