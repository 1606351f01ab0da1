import { expect, test } from 'vitest';
import { causeInWords, isOpen, isWaiting, noticeInWords, reasonInWords, stateInWords, untilInWords, type Grant } from '../../../src/citizen/perks/grant-words.ts';

const grant: Grant = { id: 'grt_1', perk: 'library.deposit_free', card: 'crd_1', state: 'active', requested_at: '', valid_until: '2027-11-26T23:30:00+08:00', refused_because: null, notice: null, steps: [] };
const step = (cause: string, state: Grant['state'] = 'active'): Grant['steps'][number] => ({ at: '', state, cause, actor: 'library' });

test('a grant says where it stands, and until when only while that matters', () => {
  expect(untilInWords(grant)).toBe('到2027年11月26日');
  expect(untilInWords({ ...grant, state: 'ended' })).toBeNull();
  expect((['pending', 'active', 'ending', 'ended', 'refused'] as const).map((state) => [isOpen({ ...grant, state }), isWaiting({ ...grant, state })])).toEqual([[true, true], [true, false], [false, true], [false, false], [false, false]]);
  expect(stateInWords('pending')).toBe('等运营单位办理');
});

test('a step says why in words, an unknown cause by its state, never a code', () => {
  expect(causeInWords(step('consent_withdrawn'))).toBe('你撤回了授权');
  expect(causeInWords(step('unheard_of', 'ended'))).toBe('已结束');
  expect(reasonInWords({ ...grant, refused_because: 'unknown-card' })).toBe('运营单位的理由：没有这个卡号。');
  expect([reasonInWords({ ...grant, refused_because: 'their-own-word' }), reasonInWords(grant)]).toEqual([null, null]);
});

test('a coming end says whether it can be had again, and is said while it is in force alone', () => {
  expect(noticeInWords({ ...grant, notice: 'renewable' })).toContain('之后可以再申请');
  expect(noticeInWords({ ...grant, notice: 'minimum_level' })).toContain('目前不能再申请');
  expect([noticeInWords(grant), noticeInWords({ ...grant, notice: 'renewable', state: 'ended' })]).toEqual([null, null]);
});
