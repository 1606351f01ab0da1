import { beforeEach, expect, it } from 'vitest';
import { openPage, service, settle, takePhone, tap } from './phone.mjs';

const SIGNED_IN = { 'POST /api/v1/session/wechat': [200, { access_token: 'tok', refresh_token: 'r' }] };
const KNOWN = { 'GET /api/v1/me': [200, { verified: true, name: '*云' }] };

beforeEach(() => service('session').signOut());

it('sends nothing before the sign-in is asked for, then signs in with a fresh code and goes to the card', async () => {
  const phone = takePhone(SIGNED_IN);
  const page = await openPage('login');
  expect([phone.asked, phone.codes]).toEqual([[], 0]);
  await tap(page, '#enter');
  expect(phone.asked).toEqual([{ method: 'POST', path: '/api/v1/session/wechat', data: { code: 'code-1' }, token: undefined }]);
  expect(phone.opened).toEqual(['/pages/card/card']);
});

it('says in the service’s own words why a sign-in is refused, and in its own that there is no network', async () => {
  const phone = takePhone({ 'POST /api/v1/session/wechat': [403, { type: '/problems/x', detail: '暂时不能登录。' }] });
  const page = await openPage('login');
  await tap(page, '#enter');
  expect(page.dom.textContent).toContain('暂时不能登录。');
  phone.isOffline = true;
  await tap(page, '#enter');
  expect(page.dom.textContent).toContain('连不上服务');
  expect(phone.opened).toEqual([]);
});

it('leads who is not signed in from the card to the sign-in', async () => {
  const phone = takePhone();
  await openPage('card');
  expect(phone.opened).toEqual(['/pages/login/login']);
});

it('shows the status in words, and opens the code in the pages', async () => {
  const phone = takePhone({ ...SIGNED_IN, ...KNOWN, 'GET /api/v1/me/status': [200, { level: { name: '良好', meaning: '没有计入的失信信息。' } }] });
  await service('session').signIn();
  const page = await openPage('card');
  expect(page.dom.textContent).toContain('*云');
  expect(page.dom.textContent).toContain('良好');
  await tap(page, '#code');
  expect(phone.opened).toEqual(['/pages/web/web?path=%2Fcode']);
});

it('says that nothing is evaluated without a consent, and asks for none by itself', async () => {
  const phone = takePhone({ ...SIGNED_IN, ...KNOWN, 'GET /api/v1/me/status': [403, { type: '/problems/consent-required/status.evaluate', detail: '需要同意' }] });
  await service('session').signIn();
  const page = await openPage('card');
  expect(page.dom.textContent).toContain('没有你的同意，谁也不会评价你');
  expect(phone.asked.every(({ method, path }) => method === 'GET' || path === '/api/v1/session/wechat')).toBe(true);
});

it('signs in anew once where the sign-in is over', async () => {
  let looks = 0;
  const phone = takePhone({ ...SIGNED_IN, 'GET /api/v1/me': () => ((looks += 1) === 1 ? [401, {}] : [200, { verified: false }]) });
  await service('session').signIn();
  const page = await openPage('card');
  expect(phone.codes).toBe(2);
  expect(page.dom.textContent).toContain('先核实一次姓名');
});

it('opens a page in the web-view with a fresh code behind #, a public one without, and nothing that is not ours', async () => {
  const phone = takePhone();
  const own = await openPage('web', { path: encodeURIComponent('/status') });
  expect(own.instance.data.address).toBe('https://card.example.gov.cn/status#wx=code-1');
  const notice = await openPage('web', { path: '/mine/notice' });
  expect(notice.instance.data.address).toBe('https://card.example.gov.cn/mine/notice');
  const other = await openPage('web', { path: encodeURIComponent('//evil.example/x') });
  expect([other.instance.data.address, phone.codes]).toEqual(['', 1]);
  expect(other.dom.textContent).toContain('没有这个页面');
});

it('answers a merchant’s question after a scan, refuses a foreign code, and says nothing where the person goes back', async () => {
  const phone = takePhone();
  const page = await openPage('scan');
  await tap(page, '#scan');
  expect(page.instance.data.fault).toBe('');
  phone.scan = 'https://evil.example/code#ask=x';
  await tap(page, '#scan');
  expect(page.dom.textContent).toContain('这不是本市信用码服务的码');
  phone.scan = 'https://card.example.gov.cn/code#ask=Q-1';
  await tap(page, '#scan');
  await settle();
  expect(phone.opened).toEqual([`/pages/web/web?path=${encodeURIComponent('/code#ask=Q-1')}`]);
});

it('asks WeChat for the kinds of message, tells the service each answer, and counts what is for good no more', async () => {
  const kinds = [{ id: 'result', template_id: 'T1', is_long_term: false, left: 0 }, { id: 'step', template_id: 'T2', is_long_term: true, left: 1 }];
  const phone = takePhone({ ...SIGNED_IN, ...KNOWN, 'GET /api/v1/me/status': [200, { level: { name: '良好', meaning: '' } }], 'PUT /api/v1/me/push': [200, { templates: kinds }], 'POST /api/v1/me/push/result': [200, {}] });
  phone.says = { T1: 'accept', errMsg: 'ok' };
  await service('session').signIn();
  const page = await openPage('card');
  await tap(page, '#told');
  expect(phone.asked.slice(-2).map(({ method, path, data }) => [method, path, data])).toEqual([
    ['PUT', '/api/v1/me/push', { code: 'code-2' }],
    ['POST', '/api/v1/me/push/result', { answer: 'accept' }],
  ]);
  expect(page.dom.textContent).toContain('有进展会在微信里提醒你');
});

it('leads to the consent where it is missing, and asks WeChat nothing', async () => {
  const phone = takePhone({ ...SIGNED_IN, ...KNOWN, 'PUT /api/v1/me/push': [403, { type: '/problems/consent-required/notice.wechat', detail: '需要同意' }] });
  await service('session').signIn();
  const page = await openPage('card');
  await tap(page, '#told');
  expect(phone.opened).toEqual([`/pages/web/web?path=${encodeURIComponent('/mine/consents')}`]);
});
