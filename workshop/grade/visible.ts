/** All that moves a cursor, turns the writing or can't be seen; no line break. */
const CONTROL =
  // oxlint-disable-next-line no-control-regex -- it is what this is about
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

/** Text that others wrote, as it may be printed: what would steer the terminal is spelt out. */
export function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replaceAll('\t', '    ').replace(CONTROL, spelt)
}

/** The same for each text in a value that was read from JSON. */
export function allVisible(_: string, value: unknown): unknown {
  return typeof value === 'string' ? visible(value) : value
}

function spelt(character: string): string {
  const code = character.charCodeAt(0).toString(16)
  return code.length > 2 ? `\\u${code.padStart(4, '0')}` : `\\x${code.padStart(2, '0')}`
}
