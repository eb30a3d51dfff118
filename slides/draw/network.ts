import { arrow, block, box, hide, line, machine, mark, move, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

export const topics: Picture = {
  title: 'Two discovery keys',
  desc: 'Writers join the discovery key of the base and exchange logs there. They also join the discovery key of the view, where readers, who know only the view key, find them.',
  body: [
    '<rect class="s-soft" x="0" y="0" width="610" height="510" rx="18"/>',
    text(30, 36, 'discovery key of the base', { size: 26, bold: true, anchor: 'start' }),
    text(30, 72, 'writers meet here, and swap logs', { size: 23, anchor: 'start' }),
    machine('ada', 340, 130, 'writer', 230),
    machine('ben', 340, 260, 'writer', 230),
    machine('cleo', 340, 390, 'writer', 230),
    line([455, 214, 455, 260]),
    line([455, 344, 455, 390]),
    line([340, 172, 316, 172]),
    line([316, 172, 316, 432]),
    line([316, 432, 340, 432]),
    show(
      1,
      '<rect class="s-ghost" x="290" y="105" width="878" height="390" rx="18"/>',
      text(1140, 142, 'discovery key of the view', { size: 26, bold: true, anchor: 'end' }),
      text(1140, 178, 'readers come here', { size: 23, anchor: 'end' })
    ),
    show(
      2,
      box([910, 220, 230, 90], ['reader', 'view key only'], 'plain'),
      box([910, 380, 230, 90], ['reader', 'view key only'], 'plain'),
      arrow([576, 172, 902, 250]),
      arrow([576, 302, 902, 272]),
      arrow([576, 302, 902, 412]),
      arrow([576, 432, 902, 432])
    ),
    show(3, text(145, 300, ['every writer', 'joins both'], { size: 28, bold: true }))
  ]
}

function core(y: number, key: string, labels: string[], signers: string): string {
  const blocks = labels.map((label, n) => block('plain', 380 + n * 76, y, label, 32))
  return (
    box([0, y - 38, 300, 76], [key, signers], 'soft') +
    line([306, y, 350, y], 'muted') +
    blocks.join('')
  )
}

export const viewKey: Picture = {
  title: 'A view key that changes',
  desc: 'View K1, signed by Ada alone, has four blocks. When Ben becomes an indexer, a view with key K2 begins with the same four blocks and goes on. A reader of K1 stands still until it asks for the key and moves over. With Cleo comes K3.',
  body: [
    core(60, 'view key K1', ['1', '2', '3', '4'], 'signed by Ada'),
    show(
      1,
      core(210, 'view key K2', ['1', '2', '3', '4', '5', '6'], 'by Ada and Ben'),
      line([330, 110, 660, 110], 'plain'),
      text(496, 138, 'begins with the old view', { size: 22 })
    ),
    show(
      3,
      core(370, 'view key K3', ['1', '2', '3', '4', '5', '6', '7', '8'], 'by Ada, Ben, Cleo')
    ),
    move(3, 165, 160, move(2, 105, 150, box([700, 22, 170, 76], 'reader', 'strong'))),
    hide(
      2,
      show(
        1,
        mark('bad', 905, 60, 24),
        text(942, 44, 'stands still:', { size: 24, bold: true, anchor: 'start' }),
        text(942, 76, 'no error, no event', { size: 24, anchor: 'start' })
      )
    ),
    show(2, text(785, 60, ['asks for status,', 'and moves on'], { size: 23 })),
    text(584, 490, 'Every change of the indexers makes a new key. Old blocks come along.', {
      size: 27,
      bold: true
    })
  ]
}
