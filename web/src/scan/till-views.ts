/** The parts of the scan page that are forms and lists. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { clockTime } from '../page/moments.ts';
import { SHAPES } from '../page/tone.ts';
import type { CameraFault } from './camera.ts';
import { device, type Logged } from './device.ts';

/** Ask for the API key; `enter` gets what was typed. */
export function keyForm(fault: string | null, enter: (apiKey: string) => unknown): HTMLElement {
  const input = element('input', { id: 'api-key', type: 'password', autocomplete: 'off', required: true, attributes: { 'aria-describedby': 'key-note' } });
  const form = element(
    'form',
    { id: 'key-form' },
    element('h1', { textContent: pick('扫码核验', 'Scan and verify') }),
    element('label', { htmlFor: 'api-key', textContent: pick('本店的接口密钥', 'The shop’s API key') }),
    input,
    element('p', { id: 'key-note', textContent: pick('密钥只存在这部手机的浏览器里，随时可以在本页删除。请勿在别人的手机上输入。', 'The key is kept in this phone’s browser alone, and can be deleted here at any time. Do not enter it on somebody else’s phone.') }),
    fault === null ? null : element('p', { className: 'problem', textContent: fault, attributes: { role: 'alert' } }),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    enter(input.value.trim());
  };
  return form;
}

/** Let the code's text be pasted where there is no camera. */
export function pasteForm(enter: (text: string) => unknown): HTMLElement {
  const input = element('input', { id: 'pasted', type: 'text', autocomplete: 'off', inputMode: 'url', required: true });
  const form = element(
    'form',
    { id: 'paste-form' },
    element('label', { htmlFor: 'pasted', textContent: pick('粘贴码的链接或数字', 'Paste the code’s link or digits') }),
    input,
    element('button', { type: 'submit', className: 'other', textContent: pick('核验', 'Verify') }),
  );
  form.onsubmit = (event) => {
    event.preventDefault();
    enter(input.value);
  };
  return form;
}

/** Say why there is no picture, and what helps. */
export function cameraFault(fault: CameraFault): HTMLElement {
  const words: Record<CameraFault, string> = {
    refused: pick('浏览器没有得到使用相机的许可。请在浏览器的网站设置里允许本页使用相机，再点“打开相机”；也可以粘贴链接。', 'The browser may not use the camera. Allow it for this page in the browser’s site settings, then press “Open the camera”; or paste the link.'),
    missing: pick('这里没有可用的相机。请换一部手机或换浏览器打开本页，也可以粘贴链接。', 'There is no camera that can be used here. Open this page on another phone or in another browser, or paste the link.'),
    insecure: pick('浏览器只在 https 网页上开放相机。请用 https 地址打开本页，也可以粘贴链接。', 'Browsers open the camera on https pages only. Open this page by its https address, or paste the link.'),
    busy: pick('相机打不开，可能正被别的应用使用。请关掉那个应用，再点“打开相机”。', 'The camera does not open; another app may be using it. Close that app, then press “Open the camera”.'),
    unread: pick('读码程序没有装载成功。请联网后刷新本页，也可以粘贴链接。', 'What reads the codes did not load. Reload this page with a network, or paste the link.'),
  };
  return element('p', { className: 'problem', textContent: words[fault], attributes: { role: 'alert' } });
}

/** List today's answers, and let the key be forgotten. */
export function today(forget: () => unknown): HTMLElement {
  const log = device.logOfToday(Date.now());
  const scans = log.filter((one) => !one.isReport), reports = log.filter((one) => one.isReport);
  const told = element('h2', { textContent: pick(`离线核验的补报（${reports.length}）`, `Offline scans told later (${reports.length})`), hidden: reports.length === 0 });
  return element(
    'details',
    { id: 'today' },
    element('summary', { textContent: pick(`今天的核验（${scans.length}）`, `Today’s scans (${scans.length})`) }),
    logList(scans),
    told,
    logList(reports),
    button(pick('从这部手机删除密钥', 'Delete the key from this phone'), 'other', forget),
  );
}

function logList(entries: readonly Logged[]): HTMLElement {
  const lines = entries.map(({ at, tone, word }) =>
    element('li', {}, element('time', { textContent: clockTime(at) }), element('span', { textContent: SHAPES[tone], ariaHidden: 'true' }), element('span', { textContent: word })),
  );
  return element('ul', { className: 'log' }, ...lines);
}
