import { gradeHostile } from './hostile.ts'

gradeHostile(true)
