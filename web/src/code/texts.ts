/** The parts of the citizen's page that are texts. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import type { Consent, Preview } from './citizen-api.ts';

/** Show word for word what the merchant will see. */
export function previewPart({ preview, merchant, withheld = [] }: Preview): Node[] {
  const who = merchant === null ? pick('任何扫码的商户会看到：', 'Any merchant who scans it will see:') : pick(`只有“${merchant.name}”能看到：`, `Only “${merchant.name}” will see:`);
  const left = pick('其中有的内容这家商户没有登记要问，不会写进码里。', 'Some of what you ticked is not this merchant’s to ask, and is left out.');
  return [
    element('h1', { textContent: pick('对方会看到什么', 'What they will see') }),
    element('p', { textContent: who }),
    element('ul', { className: 'claims', id: 'preview' }, ...preview.map(({ words }) => element('li', { textContent: words }))),
    element('p', { textContent: pick('除此之外什么也没有。每次核验都会留下记录，你能看到。', 'And nothing else. Each scan leaves an entry that you can read.') }),
    ...(withheld.length ? [element('p', { textContent: left })] : []),
  ];
}

/** Show the wording of a consent that is missing. */
export function consentPart(consent: Consent): Node[] {
  return [
    element('h1', { textContent: pick(`需要你的同意：${consent.title}`, `Your consent is needed: ${consent.title}`) }),
    element('p', { textContent: consent.wording }),
    consentTerms(consent),
    element('p', { textContent: pick('是否同意由你决定；不同意不影响任何基本服务。', 'It is your choice; no basic service depends on it.') }),
  ];
}

/** Return what a consent lets be read, for whom, for how long, how it ends, and by which law. */
export function consentTerms(consent: Consent): HTMLElement {
  const lines: [string, string][] = [
    [pick('读取', 'Read'), consent.reads.join(pick('、', ', '))],
    [pick('接收方', 'Received by'), consent.receives],
    [pick('保存', 'Kept'), consent.kept],
    [pick('如何撤回', 'To withdraw'), consent.how_to_withdraw],
    [pick('依据', 'Basis'), consent.basis],
  ];
  return element('dl', {}, ...lines.flatMap(([name, words]) => [element('dt', { textContent: name }), element('dd', { textContent: words })]));
}

export function problem(words: string): HTMLElement {
  return element('p', { className: 'problem', textContent: words, attributes: { role: 'alert' } });
}
