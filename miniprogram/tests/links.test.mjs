import { expect, it } from 'vitest';
import { service, takePhone } from './phone.mjs';

takePhone();
const { addressOf, pathOf } = service('links');
const HOST = 'https://card.example.gov.cn';
const digits = '1'.repeat(280);

it.each([
  [`${HOST}/v#${digits}`, `/v#${digits}`],
  [`${HOST}/code#ask=Ab_9-x`, '/code#ask=Ab_9-x'],
])('takes a link of ours: %s', (scanned, path) => expect(pathOf(scanned)).toBe(path));

it.each([
  `https://card.example.gov.cn.evil.example/v#${digits}`,
  `http://card.example.gov.cn/v#${digits}`,
  `${HOST}/v#12`,
  `${HOST}/code#wx=stolen`,
  `${HOST}/code#ask=a&wx=stolen`,
  `${HOST}//evil.example/v#${digits}`,
  `${HOST}@evil.example/v#${digits}`,
  'javascript:alert(1)',
  undefined,
])('takes nothing else: %s', (scanned) => expect(pathOf(scanned)).toBeNull());

it('puts the sign-in code behind #, where no server sees it', () => {
  expect(addressOf('/mine', 'a b')).toBe(`${HOST}/mine#wx=a%20b`);
  expect(addressOf('/code#ask=Q', 'c')).toBe(`${HOST}/code#ask=Q&wx=c`);
  expect(addressOf(`/v#${digits}`, null)).toBe(`${HOST}/v#${digits}`);
});
