import { type Lesson, readLesson } from './lesson.ts'
import { isThrough } from './progress.ts'
import { readState, updateState } from './state.ts'
import { texts } from './texts.ts'

/** The lesson's question with the answers to choose from. */
export async function ask(root: string, step: string): Promise<string[]> {
  const { question } = await readLesson(root, step)
  if (!question) return [texts.noQuestion]
  const answer = (await readState(root)).predictions[step]
  return [
    question.text,
    ...question.options.map(({ letter, text }) => `  ${letter}) ${text}`),
    answer ? texts.youPredicted(answer) : texts.predictHow(letters(question))
  ]
}

/** Keeps an answer; it is compared at once if the step is behind the learner, or else then. */
export async function predict(root: string, step: string, letter: string): Promise<string[]> {
  const { question } = await readLesson(root, step)
  if (!question) return [texts.noQuestion]
  if (!letters(question).includes(letter)) return [texts.noOption(letter)]
  await updateState(root, ({ predictions }) => {
    predictions[step] = letter
  })
  if (await isThrough(root, step)) return compare(root, step)
  return [texts.youPredicted(letter), texts.kept]
}

/** What was predicted beside what is so: nobody is told who has not said what they think. */
export async function compare(root: string, step: string): Promise<string[]> {
  const { question, answer } = await readLesson(root, step)
  if (!question || !answer) return []
  const { letter, why } = answer
  const mine = (await readState(root)).predictions[step]
  if (!mine) return [texts.notPredicted]
  const right = `${letter}) ${question.options.find((option) => option.letter === letter)?.text ?? ''}`
  const verdict = mine === letter ? texts.predictedRight(right) : texts.predictedWrong(mine, right)
  return [verdict, why].filter(Boolean)
}

/** The letters that answer a question. */
export function letters(question: Lesson['question']): string[] {
  return question?.options.map(({ letter }) => letter) ?? []
}
