import { expect, test } from 'vitest';
import { copyText } from '../../../src/page/copying.ts';

test('a link is copied where the browser lets a page copy, and else it is said that it was not', async () => {
  const copied: string[] = [];
  expect(await copyText('https://example.test/v#123', { writeText: async (text) => void copied.push(text) })).toBe(true);
  expect(copied).toEqual(['https://example.test/v#123']);
  expect(await copyText('1', { writeText: () => Promise.reject(new Error('not allowed')) })).toBe(false);
  expect(await copyText('1', undefined)).toBe(false);
});
