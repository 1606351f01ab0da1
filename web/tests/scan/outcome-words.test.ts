import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cardOfRedemption } from '../../src/scan/answer-cards.ts';
import { outcomeInWords, questionInWords, redemptionInWords, wasOffline } from '../../src/scan/outcome-words.ts';

const { schemas } = (JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as { components: { schemas: Record<string, { properties: Record<string, { enum: (string | null)[] }> }> } }).components;
const wordsOf = (schema: string, field: string): string[] => schemas[schema]!.properties[field]!.enum.filter((one) => one !== null);

test('every outcome of the contract has a word of its own', () => {
  const scans = wordsOf('PastVerification', 'outcome');
  const said = scans.filter((one) => one !== 'unconfirmed').map((one) => outcomeInWords(one)[1]);
  expect(said).not.toContain('无法确认');
  expect(new Set(said).size).toBe(said.length);
  for (const one of wordsOf('PastRedemption', 'outcome')) expect(redemptionInWords(one)[1], one).not.toBe('无法确认');
  for (const one of wordsOf('VerificationBody', 'question')) expect(questionInWords(one)).toMatch(/[一-鿿]/);
});

test('an outcome that these pages do not know is neither good nor bad', () => {
  expect([outcomeInWords('unheard')[0], redemptionInWords('unheard')[0]]).toEqual(['unknown', 'unknown']);
});

test('scans without a network are told apart', () => {
  expect(['offline', 'offline_again', 'valid'].map(wasOffline)).toEqual([true, true, false]);
});

test('only what was redeemed is green, and a code that is not good is told in the words of a scan', () => {
  const perk = { id: 'park.ticket_discount', name: '收费公园门票八折' };
  const done = cardOfRedemption({ outcome: 'redeemed', message: '已核销。', redeemed: true, perk, scan: 'valid' });
  expect([done.tone, done.word, done.claims, done.notes]).toEqual(['good', '已核销', ['收费公园门票八折'], []]);
  const full = cardOfRedemption({ outcome: 'not_eligible', message: '这次不能享受。', redeemed: false, perk, scan: 'valid' });
  expect([full.tone, full.notes]).toEqual(['bad', ['这次不能享受。']]);
  const old = cardOfRedemption({ outcome: 'code_refused', message: '此码已过期。', redeemed: false, perk, scan: 'expired' });
  expect([old.tone, old.word]).toEqual(['bad', '已过期']);
});
