/** Who scanned the code, when, and what they saw; and how to have no more of it. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { momentInWords } from '../page/moments.ts';
import { SHAPES } from '../page/tone.ts';
import { setBlocked, type Certificate, type Verification } from './citizen-api.ts';
import { mailButton } from './inbox.ts';
import { show, type Way } from './stage.ts';

type Words = Certificate['preview'];

/** Show a scan; a code that was used shows nothing any more. */
export function showScan(way: Way, scan: Verification, preview: Words): void {
  const again = (): void => showScan(way, scan, preview);
  const block = pick('屏蔽这家商户', 'Block this merchant');
  show(again, scanPart(scan, preview), [
    button(pick('再出示一张', 'Show another'), 'main', way.choose),
    button(block, 'other', () => askToBlock(way, scan, again)),
    mailButton(way, again),
  ]);
}

function scanPart({ merchant, at, outcome, disclosed }: Verification, preview: Words): Node[] {
  const isGood = outcome === 'valid' || outcome === 'offline';
  const seen = preview.filter((one) => disclosed.includes(one.claim));
  const learned = seen.length ? pick('对方看到了：', 'They saw:') : pick('对方没有看到内容。', 'They saw nothing of it.');
  const title = pick(`“${merchant}”刚刚核验了你的码`, `“${merchant}” has just scanned your code`);
  return [
    element('h1', { id: 'scanned' }, element('span', { textContent: `${isGood ? SHAPES.good : SHAPES.bad} `, ariaHidden: 'true' }), title),
    element('p', { textContent: pick('时间：', 'When: ') + momentInWords(Date.parse(at) / 1000) }),
    element('p', { textContent: learned }),
    ...(seen.length ? [element('ul', { className: 'claims', id: 'seen' }, ...seen.map(({ words }) => element('li', { textContent: words })))] : []),
    element('p', { textContent: pick('这次核验已记入你的查询记录。', 'The scan is in your access log.') }),
  ];
}

function askToBlock(way: Way, { merchant_id: id, merchant }: Verification, back: () => unknown): void {
  const again = (): void => askToBlock(way, { merchant_id: id, merchant } as Verification, back);
  const words = pick('以后它联网核验你的码，什么也看不到；它不会知道自己被屏蔽。随时可以撤销。', 'Its scans with a network will show it nothing of you; it is not told. You can undo this at any time.');
  show(again, [element('h1', { textContent: pick(`屏蔽“${merchant}”？`, `Block “${merchant}”?`) }), element('p', { textContent: words })], [
    button(pick('确认屏蔽', 'Block it'), 'main', () => block(way, { id, name: merchant }, back)),
    button(pick('不屏蔽', 'Do not block'), 'other', back),
  ]);
}

async function block(way: Way, merchant: { id: string; name: string }, back: () => unknown): Promise<void> {
  await way.attempt(() => block(way, merchant, back), async () => {
    await setBlocked(merchant.id, true);
    showBlocked(way, merchant, back);
  });
}

function showBlocked(way: Way, merchant: { id: string; name: string }, back: () => unknown): void {
  const undo = (): Promise<void> =>
    way.attempt(undo, async () => {
      await setBlocked(merchant.id, false);
      back();
    });
  show(() => showBlocked(way, merchant, back), [element('h1', { textContent: pick(`已屏蔽“${merchant.name}”`, `“${merchant.name}” is blocked`) })], [
    button(pick('撤销屏蔽', 'Undo'), 'other', undo),
    button(pick('返回', 'Back'), 'main', back),
  ]);
}
