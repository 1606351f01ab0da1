/** The page that any phone's camera opens: it verifies in the browser, and sends nothing of the code anywhere. */

import '../page/look.css';
import { loadGround, loadLists, type Ground } from '../ground/ground.ts';
import { keepPage } from '../ground/shell.ts';
import { markDemo } from '../page/demo-mark.ts';
import { byId, element } from '../page/element.ts';
import { offerLanguages, pick } from '../page/language.ts';
import { drawCard } from '../page/verdict-card.ts';
import { assess, basisInWords, examine, lookAgain, renew, type Finding } from './assessment.ts';

const AGAIN_MS = 1000;
// The service itself looks this often for what was ended.
const RENEW_MS = 15_000;

/** Return what stands behind `#`, and take it out of the address and of the history. */
function takeFragment(): string {
  const fragment = location.hash.slice(1);
  if (location.hash) history.replaceState(null, '', location.pathname);
  return fragment;
}

function explain(): Node[] {
  return [
    element('h1', { textContent: pick('核验信用码', 'Verify a certificate') }),
    element('p', { textContent: pick('用手机相机扫一张信用码，就会打开本页，并在手机上核验：签名、有效期、是否作废。码里的内容不会离开这部手机。', 'Scan a certificate with the phone’s camera: this page opens and verifies it on the phone: signature, time, whether it was ended. Nothing in the code leaves the phone.') }),
    element('p', { textContent: pick('本页打开过一次以后，没有网络也能用。', 'Once opened, this page works without a network too.') }),
    element('p', {}, element('a', { href: '/scan', textContent: pick('商户请用扫码页', 'Merchants: use the scan page') })),
  ];
}

/** Show a finding as long as the page is open: what was good a minute ago may be over. */
function watch(finding: Finding): () => void {
  let card = '', basis = '';
  const show = (): void => {
    const seen = lookAgain(finding);
    const lines = basisInWords(seen);
    // Only what changed is drawn anew: a screen reader reads the card aloud each time it is.
    if (card !== (card = JSON.stringify(assess(seen)))) byId('answer').replaceChildren(drawCard(assess(seen)));
    if (basis !== (basis = lines.join('\n'))) {
      byId('basis').replaceChildren(...lines.map((line) => element('li', { textContent: line })));
    }
  };
  const renewed = async (): Promise<void> => {
    if (!navigator.onLine || document.visibilityState !== 'visible') return;
    await renew(finding);
    show();
  };
  show();
  setInterval(show, AGAIN_MS);
  setInterval(() => void renewed(), RENEW_MS);
  addEventListener('online', () => void renewed());
  document.addEventListener('visibilitychange', () => void renewed());
  return show;
}

/** Get what the time without a network needs. */
async function prepare(ground: Ground | null): Promise<void> {
  markDemo(ground?.terms);
  if (ground) await loadLists(ground);
  await keepPage('v');
}

async function start(): Promise<void> {
  const text = takeFragment();
  let redraw = (): void => byId('answer').replaceChildren(...explain());
  offerLanguages(byId('language'), () => redraw());
  // Another code scanned while the page is open changes only what stands behind `#`.
  addEventListener('hashchange', () => location.reload());
  const loading = loadGround();
  void loading.then(prepare);
  if (!text) return redraw();
  redraw = () => byId('answer').replaceChildren(element('p', { textContent: pick('正在核验…', 'Verifying…') }));
  redraw();
  redraw = watch(await examine(text, self.crypto?.subtle ? await loading : null));
}

void start();
