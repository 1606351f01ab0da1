import { expect, it } from 'vitest';
import { partsOf } from '../../../src/citizen/help/talk.ts';

it('tells whole links and our own screens from the words around them', () => {
  expect(partsOf('在我的页面（/mine）的“授权管理”里；或见 https://www.creditchina.gov.cn/x。完')).toEqual([
    { words: '在我的页面（', link: null },
    { words: '/mine', link: '/mine' },
    { words: '）的“授权管理”里；或见 ', link: null },
    { words: 'https://www.creditchina.gov.cn/x', link: 'https://www.creditchina.gov.cn/x' },
    { words: '。完', link: null },
  ]);
});

it('takes no fraction and no date for a screen', () => {
  expect(partsOf('3/4，2026/11/27')).toEqual([{ words: '3/4，2026/11/27', link: null }]);
});
