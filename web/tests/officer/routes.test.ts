import { createMemoryHistory, createRouter } from 'vue-router';
import { expect, test } from 'vitest';
import { addressOf, routes } from '../../src/officer/routes.ts';

const router = createRouter({ history: createMemoryHistory(), routes });

test('an address names a case by its number alone', () => {
  expect(router.resolve(addressOf('Y2026-7K3M-9QXD')).params).toEqual({ number: 'Y2026-7K3M-9QXD' });
});

test('whatever else stands in the address is no case', () => {
  for (const path of ['/cases/', '/cases/../me', '/cases/Y2026-7K3M-9QXD/x', '/cases/350299199003120029', '/cases/<img>']) {
    expect(router.resolve(path).params['number'], path).toBeUndefined();
  }
});
