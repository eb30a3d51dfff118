declare module 'safety-catch' {
  /** For errors that may be ignored; rethrows those of a programmer, such as a TypeError. */
  export default function safetyCatch(err: unknown): void
}
