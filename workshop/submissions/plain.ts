// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g

/**
 * Text from a submission as it may be printed: no sign that moves the cursor or turns the writing,
 * and no command to the workflow runner, which reads what is printed.
 */
export function plain(text: string): string {
  return text.replace(CONTROL, '�').replaceAll('::', ': :').replaceAll('##[', '## [')
}

/** The same where a line break would forge a line. */
export function oneLine(text: string): string {
  return plain(text).replaceAll('\n', '�')
}

/** The same for each text in a value. */
export function allPlain<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value), (_, part) => {
    return typeof part === 'string' ? plain(part) : part
  })
}
