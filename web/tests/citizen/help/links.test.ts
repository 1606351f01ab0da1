import { expect, it } from 'vitest';
import { partsOf, withoutChoices } from '../../../src/citizen/help/links.ts';

const linksOf = (text: string): [string, string][] => partsOf(text).flatMap(({ words, link }) => (link === null ? [] : [[words, link]]));
const wordsOf = (text: string): string => partsOf(text).map(({ words }) => words).join('');

it('links whole addresses, our own page, and the room of it that is named', () => {
  expect(linksOf('在我的页面（/mine）的“授权管理”里；或见 https://www.creditchina.gov.cn/x。完')).toEqual([
    ['我的页面', '/mine'],
    ['授权管理', '/mine/consents'],
    ['https://www.creditchina.gov.cn/x', 'https://www.creditchina.gov.cn/x'],
  ]);
});

it('shows the name of a page and not its address', () => {
  const text = '在“登录的设备”（/mine/devices）里退出，看“谁看过我”（/mine/log）。';
  expect(linksOf(text)).toEqual([['登录的设备', '/mine/devices'], ['谁看过我', '/mine/log']]);
  expect(wordsOf(text)).toBe('在“登录的设备”里退出，看“谁看过我”。');
});

it('shows an address that no name stands before', () => {
  expect(linksOf('打开扫码页（/scan）')).toEqual([['/scan', '/scan']]);
});

it('links a page that stands by its name alone, in traditional characters too', () => {
  expect(linksOf('在“授权管理”里看，或在「x」“授權管理”裡')).toEqual([['授权管理', '/mine/consents'], ['授權管理', '/mine/consents']]);
});

it('links no words that are to be said, and no consent of the same name', () => {
  expect(linksOf('回复“谁看过我”。撤回“微信提醒”，问我“我的卡”')).toEqual([]);
});

it('takes no fraction and no date for a page', () => {
  expect(partsOf('3/4，2026/11/27')).toEqual([{ words: '3/4，2026/11/27', link: null }]);
});

it('leaves numbered choices to their buttons, and other numbered lines where they are', () => {
  const text = '你想问的是哪个？\n1. 怎么提出异议\n2. 异议要多久\n回复数字就行。';
  expect(withoutChoices(text, ['怎么提出异议', '异议要多久'])).toBe('你想问的是哪个？');
  expect(withoutChoices('步骤：\n1. 登录', ['确认', '取消'])).toBe('步骤：\n1. 登录');
  expect(withoutChoices(text, [])).toBe(text);
});
