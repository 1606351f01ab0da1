import { beforeEach, expect, test } from 'vitest';
import { forgetChoice, keepChoice, keptChoice } from '../../../src/citizen/code/kept-choice.ts';

const NOTHING = { claims: [], perk: null };

beforeEach(() => localStorage.clear());

test('nothing is chosen before the first choice, and what is for the screen is not for paper', () => {
  expect([keptChoice('screen'), keptChoice('paper')]).toEqual([NOTHING, NOTHING]);
  keepChoice('screen', { claims: ['level'], perk: null });
  expect([keptChoice('screen').claims, keptChoice('paper')]).toEqual([['level'], NOTHING]);
});

test('with a sign-out both are forgotten', () => {
  keepChoice('screen', { claims: ['level'], perk: null });
  keepChoice('paper', { claims: ['name'], perk: null });
  forgetChoice();
  expect([keptChoice('screen'), keptChoice('paper')]).toEqual([NOTHING, NOTHING]);
});
