import { readDeck } from './deck.ts'
import { printSchedule } from './schedule.ts'
import { formatOf, serve } from './server.ts'

const PORT = 8000
const HELP = `npm run slides              all slides
npm run slides -- 120       the slides of 60, 120 or 180 minutes
npm run slides -- schedule  when each chapter begins in each of them
npm run slides -- --port N  another port than ${PORT}; 0 takes a free one`

const words = process.argv.slice(2)
const flag = words.indexOf('--port')
const [, port = String(PORT)] = flag < 0 ? [] : words.splice(flag, 2)
const [word = ''] = words
const format = formatOf(word)

if (word === 'schedule') console.log(printSchedule(await readDeck()))
else if ((word && !format) || !/^\d+$/.test(port)) {
  console.log(HELP)
  process.exitCode = word === 'help' || word === '--help' ? 0 : 1
} else await start()

async function start(): Promise<void> {
  try {
    const { url } = await serve(Number(port))
    console.log(`slides    ${url}${format ? `?format=${format}` : ''}`)
    console.log(
      'keys      s speaker notes · t light or dark · o overview · g go to · f full screen'
    )
    console.log('stop      Ctrl+C')
  } catch (error) {
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    if (!taken) throw error
    console.log(`Port ${port} is taken: npm run slides -- --port 0`)
    process.exitCode = 1
  }
}
