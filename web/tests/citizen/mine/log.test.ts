import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { collect } from '../../../src/citizen/mine/log-pages.ts';
import { city } from '../../../src/citizen/city.ts';
import { actorInWords, deedInWords, detailsInWords, isAboutConsent, isByOthers, isScan } from '../../../src/citizen/mine/log-words.ts';
import type { LogPage } from '../../../src/citizen/mine/log-pages.ts';
import type { Entry } from '../../../src/citizen/mine/log-words.ts';

const NOTHING: Entry = { id: 'acc_1', at: '2026-11-27T12:00:00+08:00', actor: { kind: 'citizen', name: '本人' }, merchant_id: null, action: 'status.viewed', purpose: null, object: null, disclosed: [], outcome: null };
const titles = new Map([['perk.apply', '申请守信激励'], ['certificate.issue', '出示信用码']]);
const entry = (changes: Partial<Entry>): Entry => ({ ...NOTHING, ...changes });

/** Of the same form: purposes, topics of the outbox, columns. */
const NO_ACTIONS = ['card.link', 'card.unlink', 'push.send', 'certificate.issue', 'certificate.says', 'merchant.id', 'perk.apply', 'perks.calendar', 'perks.reconciliation_tidy', 'status.evaluate', 'status.forget'];

/** Return a log of pages; each page is the kinds of its actors. */
function logOf(...pages: string[][]): { read(next: string | null): Promise<LogPage>; asked: (string | null)[] } {
  const asked: (string | null)[] = [];
  const read = async (next: string | null): Promise<LogPage> => {
    asked.push(next);
    const place = next === null ? 0 : Number(next);
    return { entries: pages[place]!.map((kind) => entry({ actor: { kind, name: '某单位' } })), next: place + 1 < pages.length ? String(place + 1) : null };
  };
  return { read, asked };
}

test('pages without anything wanted are read past, to the end of the log', async () => {
  const log = logOf(['citizen', 'citizen'], ['citizen'], ['merchant']);
  const found = await collect(log.read, isByOthers);
  expect(found.entries.map((one) => one.actor.kind)).toEqual(['merchant']);
  expect(found.next).toBeNull();
  expect(log.asked).toEqual([null, '1', '2']);
});

test('reading stops once there is enough, and goes on from there', async () => {
  const log = logOf(Array<string>(20).fill('operator'), ['officer']);
  const first = await collect(log.read, isByOthers);
  expect([first.entries.length, first.next]).toEqual([20, '1']);
  const rest = await collect(log.read, isByOthers, first.next);
  expect([rest.entries.map((one) => one.actor.kind), rest.next]).toEqual([['officer'], null]);
});

test('a long log of nothing wanted is not read through at once', async () => {
  const log = logOf(...Array<string[]>(8).fill(['citizen']));
  const found = await collect(log.read, isByOthers);
  expect([found.entries.length, found.next, log.asked.length]).toEqual([0, '5', 5]);
});

test('an entry says who did what, what was shown, what came of it, and under which consent', () => {
  const scan = entry({ actor: { kind: 'merchant', name: '演示咖啡' }, action: 'certificate.verified', purpose: 'certificate.issue', disclosed: ['level', 'no_adverse'], outcome: 'valid' });
  expect([actorInWords(scan), deedInWords(scan, titles)]).toEqual(['演示咖啡', '扫了我的信用码']);
  expect(detailsInWords(scan, titles)).toEqual(['看到了：信用状况、有无计入的失信信息', '依据你的授权“出示信用码”']);
  const blocked = entry({ ...scan, disclosed: [], outcome: 'blocked', purpose: null });
  expect(detailsInWords(blocked, titles)).toEqual(['结果：你已屏蔽它，它什么也没看到']);
});

test('an officer is said to be one', () => {
  expect(actorInWords(entry({ actor: { kind: 'officer', name: '林经办' } }))).toBe('异议和修复的经办人 林经办');
});

test('a consent in the history is named, once', () => {
  const given = entry({ action: 'consent.given', purpose: 'perk.apply' });
  expect([given, entry({}), entry({ action: 'consent.withdrawn' })].map(isAboutConsent)).toEqual([true, false, true]);
  expect([actorInWords(given), deedInWords(given, titles)]).toEqual(['本人', '同意了一项授权：申请守信激励']);
  expect(detailsInWords(given, titles)).toEqual([]);
});

test('a step of a case names the case', () => {
  const step = entry({ actor: { kind: 'officer', name: '信用服务中心' }, action: 'dispute.forwarded', object: 'Y2026-7K3M-9QXD' });
  expect(deedInWords(step, titles)).toBe('异议有了进展：Y2026-7K3M-9QXD');
  expect(deedInWords(entry({ action: 'repair.judged', object: 'rec_1' }), titles)).toBe('看了一条记录能不能修复');
});

test('every action that the service writes has words', () => {
  const root = new URL('../../../../backend/', import.meta.url);
  const sources = readdirSync(root, { recursive: true }).map(String).filter((name) => name.endsWith('.py')).map((name) => readFileSync(new URL(name, root), 'utf8'));
  const subjects = /"((?:account|cards?|cases?|certificate|consent|data|devices?|identity|material|merchant|perks?|push|records|repair|status)\.[a-z_]+)"/g;
  const known = new Set(sources.flatMap((source) => [...source.matchAll(subjects)].map((found) => found[1]!)).filter((word) => !NO_ACTIONS.includes(word)));
  expect(known.size).toBeGreaterThan(20);
  for (const action of known) expect(deedInWords(entry({ action }), titles), action).toMatch(/[一-鿿]/);
});

test('a redemption names its perk, and says why where there was none', () => {
  city.terms = { issuer: 'xm', city_zh: '', city_en: '', levels: [], perks: [{ code: 12, id: 'service.fast_lane', name_zh: '绿色通道', name_en: 'Fast lane' }] };
  const refused = entry({ actor: { kind: 'merchant', name: '大厅' }, action: 'perk.not_redeemed', object: 'service.fast_lane', outcome: 'limit_reached' });
  expect(isScan(refused)).toBe(true);
  expect(deedInWords(refused, titles)).toBe('没有核销一项激励：绿色通道');
  expect(detailsInWords(refused, titles)[0]).toContain('本期的次数已用完');
});
