/** Signs of ours for which a terminal without Unicode has others. */
const ASCII: Record<string, string> = {
  '✓': '+',
  '✗': 'x',
  '·': '.',
  '•': '*',
  '▸': '>',
  '…': '...',
  '█': '#',
  '░': '-',
  '–': '-',
  '’': "'",
  '“': '"',
  '”': '"',
  '←': '<-',
  '→': '->',
  '↑': 'Up',
  '↓': 'Down'
}
/** Names of terminals that move no cursor. */
const LINES = new Set(['dumb', 'emacs', 'unknown'])
const COLUMNS = 80
const ROWS = 24

type Environment = Record<string, string | undefined>

/** False where the user said that their terminal has another encoding than UTF-8. */
export function hasUnicode(env: Environment = process.env): boolean {
  if (process.platform === 'win32') return true
  if (env['TERM'] === 'linux') return false
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG']
  return !locale || /utf-?8/i.test(locale)
}

/** True for a terminal that can only take lines. */
export function isDumb(env: Environment = process.env): boolean {
  const term = env['TERM']
  return LINES.has(term ?? '') || (!term && process.platform !== 'win32')
}

/** The size of a terminal; one that doesn't know its own counts as the usual one. */
export function sizeOf({ columns, rows }: { columns?: number; rows?: number }) {
  return { columns: columns || COLUMNS, rows: rows || ROWS }
}

/** A text in signs that the terminal has. */
export function fitting(text: string, unicode = UNICODE): string {
  if (unicode) return text
  return text.replace(/[^\0-\x7f]/gu, (sign) => ASCII[sign] ?? '?')
}

const UNICODE = hasUnicode()
