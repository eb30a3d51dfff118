/** Runs a job for each item, some at a time; results in the order of the items. */
export async function pool<Item, Result>(
  items: Item[],
  width: number,
  job: (item: Item) => Promise<Result>
): Promise<Result[]> {
  const results: Result[] = []
  const queue = items.entries()
  const worker = async (): Promise<void> => {
    for (const [n, item] of queue) results[n] = await job(item)
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}
