/** What the citizen holds out: the code, its seconds, and what it says. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { drawQr } from '../page/qr.ts';
import { SHAPES } from '../page/tone.ts';
import type { Certificate } from './citizen-api.ts';

const WARN_AT_SECONDS = 10;

export class Paper {
  private readonly code = element('div', { className: 'paper' });
  private readonly stamp = element('p', { className: 'stamp', hidden: true });
  private readonly countdown = element('p', { className: 'countdown', ariaHidden: 'true' });
  // The seconds are for the eye; a screen reader hears what matters.
  private readonly spoken = element('p', { className: 'hidden', attributes: { 'aria-live': 'polite' } });
  private readonly says = element('ul', { className: 'says' });
  private readonly note = element('p', { className: 'note' });
  readonly view = element('section', { className: 'showing' }, this.code, this.countdown, this.spoken, this.says, this.note);

  constructor(private readonly isRenewing: boolean) {}

  draw(certificate: Certificate): void {
    const label = pick('信用码，请让对方扫描', 'The certificate’s QR code, to be scanned');
    this.code.replaceChildren(drawQr(certificate.url, label), this.stamp);
    this.code.dataset.url = certificate.url;
    this.says.replaceChildren(...certificate.preview.map(({ words }) => element('li', { textContent: words })));
  }

  announceShown(): void {
    this.spoken.textContent = pick('信用码已显示，60 秒内有效。', 'The code is shown and good for 60 seconds.');
  }

  /** Show how many seconds are left; at 0 the code is crossed out. */
  count(left: number, isAway: boolean): void {
    const isOver = left === 0, over = pick('已过期', 'Expired');
    this.countdown.textContent = isOver ? over : pick(`${left} 秒内有效`, `Good for ${left} s`);
    this.code.classList.toggle('over', isOver);
    this.stamp.hidden = !isOver;
    this.stamp.textContent = `${SHAPES.bad} ${over}`;
    this.note.classList.toggle('problem', isAway);
    put(this.note, noteOf(isOver, isAway, this.isRenewing));
    if (isOver) put(this.spoken, pick('信用码已过期', 'The code has expired'));
    else if (left === WARN_AT_SECONDS && (isAway || !this.isRenewing)) put(this.spoken, pick('还有 10 秒', '10 seconds left'));
  }
}

function noteOf(isOver: boolean, isAway: boolean, isRenewing: boolean): string {
  if (isOver && !isRenewing) return pick('这张码已经失效，请再生成一张。', 'This code is over; make another.');
  if (isOver && !isAway) return pick('正在更新…', 'Renewing…');
  if (isOver) return pick('连不上服务，这张码已经失效，请不要再出示。联网后自动更新。', 'The service cannot be reached and this code is over: do not show it. It renews once there is a network.');
  if (isAway && isRenewing) return pick('连不上服务：码到时会过期，联网后自动更新。', 'The service cannot be reached: the code ends in time, and renews once there is a network.');
  if (isAway) return pick('连不上服务：码到时会过期。', 'The service cannot be reached: the code ends in time.');
  return pick('请把屏幕亮度调高，让对方扫码。', 'Turn the screen’s brightness up for the scan.');
}

/** Write what is new only: a screen reader reads it aloud each time. */
function put(target: HTMLElement, words: string): void {
  if (target.textContent !== words) target.textContent = words;
}
