/** A line of two texts laid side by side: in both, only in the first, only in the second. */
export interface Line {
  sign: ' ' | '-' | '+'
  text: string
}

/** The lines of both texts in order, with as many common lines as there can be. */
export function diffLines(before: string[], after: string[]): Line[] {
  const common = commonLengths(before, after)
  const lines: Line[] = []
  let a = 0
  let b = 0
  while (a < before.length || b < after.length) {
    if (a < before.length && before[a] === after[b]) {
      lines.push({ sign: ' ', text: before[a] ?? '' })
      a++
      b++
    } else if (a < before.length && at(common, a + 1, b) >= at(common, a, b + 1)) {
      lines.push({ sign: '-', text: before[a++] ?? '' })
    } else {
      lines.push({ sign: '+', text: after[b++] ?? '' })
    }
  }
  return lines
}

/** What differs, with some lines around it; each part begins with the line numbers in both. */
export function hunks(lines: Line[], around = 3): string[] {
  const near = lines.map((_, n) => {
    return lines.slice(Math.max(0, n - around), n + around + 1).some(({ sign }) => sign !== ' ')
  })
  const shown: string[] = []
  let [a, b] = [1, 1]
  for (const [n, { sign, text }] of lines.entries()) {
    if (near[n] && !near[n - 1]) shown.push(`@@ ${a} | ${b} @@`)
    if (near[n]) shown.push(`${sign}${text}`)
    if (sign !== '+') a++
    if (sign !== '-') b++
  }
  return shown
}

type Lengths = { width: number; cells: Uint32Array }

/** For each pair of ends, how many lines the rests have in common. */
function commonLengths(before: string[], after: string[]): Lengths {
  const width = after.length + 1
  const lengths: Lengths = { width, cells: new Uint32Array((before.length + 1) * width) }
  for (let a = before.length - 1; a >= 0; a--) {
    for (let b = after.length - 1; b >= 0; b--) {
      lengths.cells[a * width + b] =
        before[a] === after[b]
          ? at(lengths, a + 1, b + 1) + 1
          : Math.max(at(lengths, a + 1, b), at(lengths, a, b + 1))
    }
  }
  return lengths
}

function at({ width, cells }: Lengths, a: number, b: number): number {
  return b < width ? (cells[a * width + b] ?? 0) : 0
}
