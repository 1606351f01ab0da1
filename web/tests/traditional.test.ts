import { parseAst } from 'vite';
import { expect, it } from 'vitest';
import { withTraditional } from '../build/traditional.ts';

const made = (code: string): string => withTraditional(code, parseAst(code) as never)?.toString() ?? code;

it.each([
  [`pick('信用码', 'code')`, `pick('信用码', 'code', '信用碼')`],
  ['unref(pick)(`还有 ${left} 天`, `${left} days`)', 'unref(pick)(`还有 ${left} 天`, `${left} days`, `還有 ${left} 天`)'],
  [`$setup.pick('满 18 周岁', 'of 18')`, `$setup.pick('满 18 周岁', 'of 18', '滿 18 周歲')`],
  [`const a = ['押金', 'Deposit'];`, `const a = ['押金', 'Deposit', '押金'];`],
])('adds the words for Taiwan to %s', (code, wanted) => expect(made(code)).toBe(wanted));

it.each([`pick('en', 'zh-CN')`, `['甲', '乙']`, `['甲', 'a', 'b']`, `other('中文', 'English')`])('leaves %s as it is', (code) => expect(made(code)).toBe(code));

it('keeps a choice within the words: the outer words alone get a third part', () => {
  const code = 'pick(`甲${pick("，", ", ")}说`, "x")';
  expect(made(code)).toBe('pick(`甲${pick("，", ", ")}说`, "x", `甲${pick("，", ", ")}說`)');
});
