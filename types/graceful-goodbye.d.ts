declare module 'graceful-goodbye' {
  /** Runs before the process ends, also on SIGINT and SIGTERM; lower positions run first. */
  export default function goodbye(close: () => Promise<void>, position?: number): () => void
}
