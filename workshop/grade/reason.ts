const REASONS: Record<string, string> = {
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  EROFS: 'that disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  EISDIR: 'that is a folder',
  ENOTDIR: 'a part of that path is a file',
  EEXIST: 'a file is in the way',
  ENOENT: 'that folder is not there'
}

/** Why something could not be written, in a few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const known = 'code' in error ? REASONS[String(error.code)] : undefined
  return known ?? error.message.split('\n')[0] ?? ''
}
