declare module 'graceful-goodbye' {
  interface Goodbye {
    /** Runs before the process ends, also on SIGINT and SIGTERM; lower positions run first. */
    (close: () => Promise<void>, position?: number): () => void
    /** True from the first signal or `exit` on. */
    readonly exiting: boolean
    /** Runs all that was registered, then ends. */
    exit(): void
  }

  const goodbye: Goodbye
  export default goodbye
}
