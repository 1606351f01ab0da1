/** The code as a link, for a merchant without a camera who can paste it. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';

/** Return the button that copies the link of the code then on the screen, and what that link is. */
export function linkPart(linkNow: () => string): HTMLElement {
  const said = element('p', { className: 'note', attributes: { role: 'status' } });
  const place = element('div', {});
  const copy = button(pick('复制链接', 'Copy the link'), 'other', async () => {
    const link = linkNow();
    // Without https a browser has no clipboard for pages.
    const isCopied = await copyText(link, navigator.clipboard as Clipboard | undefined);
    said.textContent = isCopied
      ? pick('已复制，请马上发给对方。', 'Copied: send it at once.')
      : pick('这部手机不让网页复制，请长按下面的链接自己复制。', 'This phone lets no page copy: press the link below and copy it yourself.');
    place.replaceChildren(...(isCopied ? [] : [byHand(link)]));
  });
  const what = pick('链接就是这张码：60 秒内有效，只能用一次，谁拿到都能核验。对方没有摄像头时，可以粘贴到商户核验页。', 'The link is this code: good for 60 seconds and once, for whoever has it. A merchant without a camera can paste it into the scan page.');
  return element('section', { className: 'link' }, copy, element('p', { className: 'note', textContent: what }), said, place);
}

/** Copy a text; false where the browser does not let a page do so. */
export async function copyText(text: string, clipboard: Pick<Clipboard, 'writeText'> | undefined): Promise<boolean> {
  if (clipboard === undefined) return false;
  return clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

function byHand(link: string): HTMLElement {
  const field = element('input', { type: 'text', readOnly: true, value: link, ariaLabel: pick('信用码的链接', 'The link of the code') });
  field.onfocus = () => field.select();
  return field;
}
