import { arrow, between, block, box, hide, line, machine, mark, show, text } from './kit.ts'
import type { Picture } from './kit.ts'

export const rotation: Picture = {
  title: 'Rotate a lost writer out',
  desc: 'Cleo is lost for good. Ada and Ben, two of three, remove her: the quorum is now two of two. They add Dora at once, and it is two of three again. Puts go on all along, and the view key changes twice.',
  body: [
    machine('ada', 0, 30, 'indexer', 250),
    machine('ben', 300, 30, 'indexer', 250),
    hide(3, machine('cleo', 600, 30, 'indexer', 250)),
    between(
      1,
      3,
      mark('bad', 850, 30, 28),
      text(870, 92, 'disk gone', { size: 25, bold: true, anchor: 'start' })
    ),
    show(
      4,
      '<rect class="s-plain" x="600" y="30" width="250" height="84" rx="12"/>',
      block('plain', 644, 72, 'D', 24),
      text(684, 58, 'Dora', { size: 24, bold: true, anchor: 'start' }),
      text(684, 88, 'new indexer', { size: 21, anchor: 'start' })
    ),
    hide(3, text(0, 170, 'majority: 2 of 3', { size: 28, bold: true, anchor: 'start' })),
    between(
      3,
      4,
      text(0, 170, 'majority: 2 of 2, one more loss is fatal', {
        size: 28,
        bold: true,
        anchor: 'start'
      })
    ),
    show(4, text(0, 170, 'majority: 2 of 3 again', { size: 28, bold: true, anchor: 'start' })),
    text(0, 280, 'puts', { size: 26, bold: true, anchor: 'start' }),
    arrow([110, 280, 1150, 280], { kind: 'good' }),
    ...[180, 270, 360, 500, 590, 680, 800, 890, 980].map((x, n) =>
      block(n % 2 ? 'ben' : 'ada', x, 280, '', 20)
    ),
    text(0, 400, 'view key', { size: 26, bold: true, anchor: 'start' }),
    box([150, 365, 250, 70], 'K3', 'soft'),
    show(
      2,
      line([420, 230, 420, 450]),
      text(430, 225, 'remove-writer', { size: 22, mono: true, anchor: 'start' })
    ),
    show(3, box([440, 365, 260, 70], 'K4', 'soft')),
    show(
      4,
      line([720, 230, 720, 450]),
      text(730, 225, 'add-writer', { size: 22, mono: true, anchor: 'start' }),
      box([740, 365, 260, 70], 'K5', 'soft')
    ),
    show(
      4,
      text(584, 495, 'Readers are told the new key by status: nobody calls them', {
        size: 27,
        bold: true
      })
    )
  ]
}

export const blind: Picture = {
  title: 'What a blind peer has, and has not',
  desc: 'The blind peer mirrors the logs and the view as blocks. It has no writer’s secret key, so it can append and sign nothing, and it needs no schema. If a base is encrypted, it holds only ciphertext; ours is public, so anybody with the key can read.',
  body: [
    machine('ada', 0, 20, 'writer', 220),
    machine('ben', 0, 200, 'writer', 220),
    machine('cleo', 0, 380, 'writer', 220),
    '<rect class="s-soft" x="420" y="30" width="300" height="434" rx="18"/>',
    text(570, 68, 'blind peer', { size: 28, bold: true }),
    ...[0, 1, 2, 3].flatMap((r) =>
      [0, 1, 2, 3].map((c) =>
        box([450 + c * 62, 106 + r * 66, 52, 52], '▪▪', 'plain', { size: 21 })
      )
    ),
    text(570, 400, 'blocks and proofs', { size: 24 }),
    text(570, 432, 'on disk', { size: 24 }),
    ...[62, 242, 422].map((y) => arrow([226, y, 412, 160 + y * 0.4])),
    text(310, 40, 'please keep', { size: 22 }),
    show(
      1,
      mark('good', 780, 60),
      text(816, 60, 'passes blocks on to anybody', { size: 25, anchor: 'start' }),
      mark('good', 780, 130),
      text(816, 130, 'up when all writers are down', { size: 25, anchor: 'start' })
    ),
    show(
      2,
      mark('bad', 780, 220),
      text(816, 220, 'can’t append: no secret key', { size: 25, anchor: 'start' }),
      mark('bad', 780, 290),
      text(816, 290, 'can’t sign: no indexer', { size: 25, anchor: 'start' })
    ),
    show(
      3,
      mark('bad', 780, 380),
      text(816, 365, 'can’t read an encrypted base', { size: 25, anchor: 'start' }),
      text(816, 400, '(ours is public: anyone with', { size: 22, anchor: 'start' }),
      text(816, 430, 'the key can read it)', { size: 22, anchor: 'start' })
    )
  ]
}

export const fedByBlind: Picture = {
  title: 'All writers down, reads go on',
  desc: 'Ada, Ben and Cleo are all down. A reader gets every signed block from the blind peer. A new machine gets the logs and the view from it too. New puts must wait until a majority of writers is back.',
  body: [
    ...(['ada', 'ben', 'cleo'] as const).map((peer, n) => {
      return machine(peer, 0, 20 + n * 170, 'down', 210) + mark('bad', 210, 24 + n * 170, 24)
    }),
    box([440, 150, 270, 170], ['blind peer', 'still there'], 'strong', { size: 30 }),
    show(
      1,
      arrow([716, 190, 906, 110], { kind: 'good' }),
      box([914, 50, 254, 100], ['reader', 'reads everything'], 'soft')
    ),
    show(
      2,
      arrow([716, 270, 906, 340], { kind: 'good' }),
      box([914, 300, 254, 100], ['new machine', 'fed to the last block'], 'soft')
    ),
    show(
      3,
      line([226, 62, 432, 200], 'muted', true),
      line([226, 232, 432, 232], 'muted', true),
      text(575, 420, 'New puts wait: nobody here may sign', { size: 27, bold: true })
    )
  ]
}
