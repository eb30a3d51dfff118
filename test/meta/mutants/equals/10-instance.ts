/** Mutants that are no mistakes, by the key that the check prints, and why. */
export const equals: Record<string, string> = {
  '10.1 base/disk.ts: await file.close() → file.close()':
    'All of the text is on the disk by then, and a file may be renamed before it is closed.',
  '10.4 instance/instance.ts: after(LEAVE_TIMEOUT_MS, null, { ref: false }): null → undefined':
    'Nobody looks at what the timer gives.',
  '10.2 instance/storage.ts: if (card !== null) return card ⇄ const problem = `has a damaged ${CARD}: run without --bootstrap writes it again`':
    'A text that is made and not used changes nothing.',
  "10.2 instance/storage.ts: readFile(join(folder, CARD), 'utf8') → readFile(join(folder, CARD))":
    'JSON.parse takes bytes as well, and reads them as UTF-8.'
}
