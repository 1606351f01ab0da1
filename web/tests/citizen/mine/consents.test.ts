import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FOR_EVERY_AGE, isForAdults } from '../../../src/citizen/mine/adults.ts';
import { endedInWords } from '../../../src/citizen/mine/ending.ts';
import { inForceInWords } from '../../../src/citizen/mine/in-force.ts';

const card = { id: 'crd_1', operator: { id: 'library', name: '图书馆' }, card: '****0010' };
const grant = { id: 'grt_1', perk: 'library.deposit_free', state: 'active' as const };

test('which purposes are for adults is what the published wordings say', () => {
  const published = readFileSync(new URL('../../../../config/consent.yaml', import.meta.url), 'utf8');
  const purposes = [...published.matchAll(/- id: (\S+)\n +version: \S+\n +adults_only: (true|false)/g)];
  expect(purposes.length).toBe(published.match(/^ +- id: /gm)?.length);
  for (const [, purpose, forAdults] of purposes) expect(isForAdults(purpose!), purpose).toBe(forAdults === 'true');
  expect(FOR_EVERY_AGE).toContain('card.link');
});

test('what ended with a consent is named, and nothing that stays or was over before', () => {
  const before = { cards: [card, { ...card, id: 'crd_2' }], grants: [grant, { ...grant, id: 'grt_2', state: 'ended' as const }, { ...grant, id: 'grt_3' }] };
  const after = { cards: [{ ...card, id: 'crd_2' }], grants: [{ ...grant, state: 'ending' as const }, { ...grant, id: 'grt_3' }] };
  expect(endedInWords(before, after, () => '免押金借书')).toEqual(['激励开始结束：免押金借书。已经借出、租出的照旧，按原约定归还。', '已解除关联：图书馆 ****0010。卡照常使用。']);
  expect(endedInWords(before, before, () => '')).toEqual([]);
});

test('what closing the account would end is counted, or said to be nothing', () => {
  const none = { consents: 0, certificates: 0, perks: 0, cards: 0, cases: 0 };
  expect(inForceInWords({ ...none, cards: 2 })).toEqual(['2 张卡解除关联，卡照常使用']);
  expect(inForceInWords(none)).toHaveLength(1);
});
