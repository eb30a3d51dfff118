import { gradeHostile } from './hostile.ts'

gradeHostile(false)
