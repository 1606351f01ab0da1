import { readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const SOURCES = new URL('../src/', import.meta.url);

function stylesOf(name: string): string {
  const text = readFileSync(new URL(name, SOURCES), 'utf8');
  return name.endsWith('.css') ? text : [...text.matchAll(/<style>(.*?)<\/style>/gsu)].map(([, style]) => style).join('\n');
}

test('no two files of the citizen’s pages style the same class: styles stay when a screen is left for another', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) => /^(citizen|ui|look)\/.*\.(vue|css)$/u.test(name));
  const places = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, name] of stylesOf(file).matchAll(/^\.([\w-]+) \{/gmu)) places.set(name!, (places.get(name!) ?? new Set()).add(file));
  }
  expect(places.size).toBeGreaterThan(40);
  expect([...places].filter(([, where]) => where.size > 1)).toEqual([]);
});
