import { renderFile } from './file.ts'
import type { Picture } from './kit.ts'
import { adminKeys, keyPairs } from './lessons/key-pairs.ts'
import { keys } from './lessons/keys.ts'
import { removal } from './lessons/removal.ts'
import { replay } from './lessons/replay.ts'
import { rotation } from './lessons/rotation.ts'
import { twoStories } from './lessons/two-stories.ts'
import { viewCores } from './lessons/view-cores.ts'

/** The drawings of lessons, by the names of their files. */
export const LESSON_PICTURES: Record<string, Picture> = {
  replay,
  'view-cores': viewCores,
  keys,
  'admin-keys': adminKeys,
  removal,
  rotation,
  'two-stories': twoStories,
  'key-pairs': keyPairs
}

/** Each picture's file, by its path in the repository. */
export function lessonPictures(): Map<string, string> {
  const files = Object.entries(LESSON_PICTURES).map(([name, picture]): [string, string] => {
    return [`docs/pictures/${name}.svg`, renderFile(name, picture)]
  })
  return new Map(files)
}
