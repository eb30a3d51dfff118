const START = /^\s*throw todo\(/
const IMPORT = /^import \{ todo \} from '#todo'$/
/** The file's only import: the empty line below it came with it. */
const ALONE = /^import \{ todo \} from '#todo'\n\n/

/** A starter's text without its holes and the import that they need. */
export function withoutHoles(text: string): string {
  const kept: string[] = []
  let depth = 0
  for (const line of text.replace(ALONE, '').split('\n')) {
    if (depth === 0 && IMPORT.test(line)) continue
    if (depth === 0 && !START.test(line)) {
      kept.push(line)
      continue
    }
    depth += balance(line)
  }
  return kept.join('\n')
}

/** Parentheses opened and not closed on a line, but for those in strings. */
function balance(line: string): number {
  const code = line.replace(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, '')
  return code.split('(').length - code.split(')').length
}
