/** From a wish to a code on the screen, and to its end. */

import { Unreachable } from '../api/failures.ts';
import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { momentInWords } from '../page/moments.ts';
import type { Wish } from './citizen-api.ts';
import { linkPart } from './link.ts';
import { dropChallenge } from './opening.ts';
import { showScan } from './scanned.ts';
import { Showing } from './showing.ts';
import type { ShownCode } from './shown-codes.ts';
import { show, type Way } from './stage.ts';
import { problem } from './texts.ts';

let showing: Showing | null = null;

/** Make a code and show it, or go on with those that are shown already. */
export async function present(way: Way, wish: Wish, shown: ShownCode[] = []): Promise<void> {
  const again = (): Promise<void> => present(way, wish);
  const made: Showing = new Showing(
    wish,
    {
      scanned: (scan, certificate) => {
        // What was used is over; what was shown beside it is not.
        void made.leave(scan.disclosed.length ? certificate.id : null);
        showing = null;
        dropChallenge();
        showScan(way, scan, certificate.preview);
      },
      turned: (isOver) => put(way, made, isOver),
      failed: (error) => void way.attempt(again, () => Promise.reject(error)),
    },
    shown,
  );
  await way.attempt(again, async () => {
    await made.start();
    showing = made;
    put(way, made, false);
  });
}

/** End what is on the screen, as far as it can be ended now; the page goes on to something else. */
export async function leaveCode(): Promise<void> {
  await showing?.leave();
  showing = null;
}

function put(way: Way, made: Showing, isOver: boolean): void {
  const change = button(pick('改内容', 'Change what it says'), 'quiet', () => {
    void leaveCode();
    void way.choose();
  });
  const end = button(pick('作废这张码', 'End this code'), 'other', () => endCode(way, made));
  const another = button(pick('再生成一张', 'Make another'), 'main', () => present(way, made.wish));
  const isDone = isOver && made.wish.challenge !== null;
  show(() => put(way, made, isOver), [made.view, ...(isOver ? [] : [linkPart(() => made.link)])], isDone ? [another, change] : [...(isOver ? [] : [end]), change]);
}

async function endCode(way: Way, made: Showing): Promise<void> {
  const again = (): Promise<void> => endCode(way, made);
  await way.attempt(again, async () => {
    try {
      await made.revoke();
      showEnded(way);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      showNotEnded(way, made.overAt, again);
    }
  });
}

function showEnded(way: Way): void {
  const words = pick('码已作废，谁扫都不再有效。', 'The code is ended, whoever scans it.');
  show(() => showEnded(way), [element('h1', { textContent: words })], [button(pick('再出示一张', 'Show another'), 'main', way.choose)]);
}

function showNotEnded(way: Way, overAt: number, again: () => unknown): void {
  const over = momentInWords(overAt / 1000);
  const words = pick(`码还没有作废；联网后再试，最迟 ${over} 自动失效。`, `The code is not ended yet; try again with a network. It ends by itself at ${over}.`);
  show(() => showNotEnded(way, overAt, again), [problem(words)], [
    button(pick('再试一次', 'Try again'), 'main', again),
    button(pick('返回', 'Back'), 'other', way.choose),
  ]);
}
