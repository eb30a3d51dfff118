/** Calls `before` with the number of each append of blocks, and waits for it; null blocks go by. */
export function beforeAppend(
  { base }: { base: object },
  before: (nth: number) => void | Promise<void>
): void {
  const appending = base as { append(blocks: unknown): Promise<unknown> }
  const append = appending.append.bind(base)
  let nth = 0
  appending.append = async (blocks) => {
    if (blocks !== null) await before(++nth)
    return append(blocks)
  }
}
