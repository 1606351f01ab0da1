import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { deedInWords, isWaiting, perkInWords, REASONS, stateInWords } from '../../src/operator/grant-words.ts';

test('a state says whose turn it is', () => {
  const states = ['pending', 'active', 'ending', 'ended', 'refused'] as const;
  expect(states.filter((state) => isWaiting({ state }))).toEqual(['pending', 'ending']);
  expect(stateInWords({ state: 'ending' })).toBe('等本单位结束');
  expect([deedInWords({ wanted: 'active' }), deedInWords({ wanted: 'ended' })]).toEqual(['已开通', '已结束']);
});

test('every kind of perk in the contract has words, and an unknown one keeps its own', () => {
  const contract = readFileSync(new URL('../../../docs/operator_contract.yaml', import.meta.url), 'utf8');
  const kinds = /enum: \[(deposit_waiver[^\]]+)\]/.exec(contract)?.[1]?.split(',').map((kind) => kind.trim()) ?? [];
  expect(kinds.length).toBeGreaterThan(1);
  for (const perk of kinds) expect(perkInWords({ perk }), perk).toMatch(/[一-鿿]/);
  expect([perkInWords({ perk: 'unheard' }), perkInWords({ perk: null })]).toEqual(['unheard', '不再公布的激励']);
});

test('every reason that is offered is told to the citizen in words', async () => {
  const { reasonInWords } = await import('../../src/citizen/perks/grant-words.ts');
  for (const refused_because of Object.keys(REASONS)) expect(reasonInWords({ refused_because } as never), refused_because).not.toBeNull();
});
