/** Nobody's own work, wherever it stands, and what it is. */
const KNOWN: [RegExp, string][] = [
  [/^(__MACOSX|\.DS_Store|\._.*|\.AppleDouble|\.LSOverride|Icon\r)$/, 'left by macOS'],
  [/^(\.Trashes|\.Spotlight-V100|\.fseventsd|\.TemporaryItems|\.localized)$/, 'left by macOS'],
  [/^(thumbs\.db|ehthumbs\.db|desktop\.ini|\$recycle\.bin)$/i, 'left by Windows'],
  [/^(system volume information|.*:zone\.identifier)$/i, 'left by Windows'],
  [/^(~\$.*|\.~lock\..*#|.*\.crdownload|.*\.part)$/, 'left by another program'],
  [/^\..*\.sw[a-p]$|^\.#|^#.*#$|~$/, 'left by an editor'],
  [/^(\.idea|\.vscode|\.vs)$/, 'left by an editor'],
  [/^node_modules$/, 'packages'],
  [/^(\.git|\.svn|\.hg)$/, 'a history'],
  [/^\.workshop$/, 'kept by the workshop’s tool']
]

/** What a file or folder is if it is nobody's own work; null if it may be someone's. */
export function leftover(name: string): string | null {
  return KNOWN.find(([pattern]) => pattern.test(name))?.[1] ?? null
}
