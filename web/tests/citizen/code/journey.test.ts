import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { away, FakeService, refusal } from './service.ts';

// Vue, which takes a document that is there for one to draw in, comes first.
await import('vue');
Object.assign(globalThis, { document: { addEventListener: () => undefined, visibilityState: 'visible' }, addEventListener: () => undefined });
const { Journey } = await import('../../../src/citizen/code/journey.ts');
const { keepChoice } = await import('../../../src/citizen/code/kept-choice.ts');
const { known } = await import('../../../src/citizen/person.ts');
const { comfort } = await import('../../../src/look/comfort.ts');
const CHOICE = { claims: ['level' as const], perk: null };
const MAKE = 'POST /me/certificates', PREVIEW = 'POST /me/certificates/preview', ME = 'GET /me';

let service: FakeService;
let journey: InstanceType<typeof Journey>;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  sessionStorage.setItem('session', JSON.stringify({ access_token: 'a', refresh_token: 'r' }));
  known.person = null;
  comfort.size = 'usual';
  service = new FakeService();
  journey = new Journey();
});

afterEach(() => {
  journey.moveOn();
  vi.useRealTimers();
});

const stepIs = () => journey.screen.step.is;

async function show(): Promise<void> {
  await journey.open();
  await journey.preview(CHOICE);
  await journey.make();
}

describe('opened', () => {
  test.each([
    ['usual', false, 'choice'],
    ['usual', true, 'choice'],
    ['large', false, 'choice'],
    ['large', true, 'preview'],
  ] as const)('in the %s size, with an earlier choice or without (%s), it begins with the %s', async (size, hasChosen, first) => {
    comfort.size = size;
    if (hasChosen) keepChoice('screen', CHOICE);
    await journey.open();
    await vi.waitFor(() => expect(stepIs()).toBe(first));
  });

  test.each([
    ['unproven', { verified: false, adult: null }],
    ['minor', { verified: true, adult: false }],
  ] as const)('who is %s is told so, and nothing is asked about certificates', async (step, person) => {
    service.person = { citizen_id: 'ctz_1', ...person };
    await journey.open();
    expect([stepIs(), service.asked]).toEqual([step, [ME]]);
  });

  test('without a network it says what it needs, and goes on with one', async () => {
    service.next.set(ME, away);
    await journey.open();
    expect(stepIs()).toBe('no-network');
    await journey.open();
    expect(stepIs()).toBe('choice');
  });
});

describe('on the way to a code', () => {
  test('what a missing consent has held up goes on once it is given', async () => {
    await journey.open();
    service.next.set(PREVIEW, () => refusal('/problems/consent-required/certificate.issue', 403));
    await journey.preview(CHOICE);
    expect(stepIs()).toBe('fault');
    await journey.again();
    expect([stepIs(), service.countOf(PREVIEW)]).toEqual(['preview', 2]);
  });

  test('two presses make one code', async () => {
    await journey.open();
    await journey.preview(CHOICE);
    await Promise.all([journey.make(), journey.make()]);
    expect([stepIs(), service.countOf(MAKE)]).toEqual(['code', 1]);
  });

  test('a code that comes after the citizen went back is not shown, and is ended', async () => {
    await journey.open();
    await journey.preview(CHOICE);
    const making = journey.make();
    journey.choose();
    await making;
    await vi.waitFor(() => expect(service.asked).toContain('DELETE /me/certificates/crt_1'));
    expect(stepIs()).toBe('choice');
  });

  test('a preview that comes after the citizen went back is not shown', async () => {
    await journey.open();
    const looking = journey.preview(CHOICE);
    journey.choose();
    await looking;
    expect(stepIs()).toBe('choice');
  });
});

describe('with a code on the screen', () => {
  test('it is renewed every thirty seconds and counts down between', async () => {
    await show();
    const { step } = journey.screen;
    if (step.is !== 'code') throw new Error('no code');
    await vi.advanceTimersByTimeAsync(29_000);
    expect([step.showing.screen.certificate?.id, step.showing.screen.left, service.countOf(MAKE)]).toEqual(['crt_1', 31, 1]);
    await vi.advanceTimersByTimeAsync(2000);
    expect([step.showing.screen.certificate?.id, service.countOf(MAKE)]).toEqual(['crt_2', 2]);
    expect(step.showing.screen.left).toBeGreaterThan(58);
  });

  test('a scan is told with what was seen, also of the code shown before, and the other one is ended', async () => {
    await show();
    await vi.advanceTimersByTimeAsync(31_000);
    service.scans.set('crt_1', { merchant_id: 'mer_1', merchant: '书咖', at: '2026-11-27T12:00:00+08:00', outcome: 'valid', disclosed: ['level'], receipt: 'acc_1', redemption: null });
    await vi.advanceTimersByTimeAsync(4000);
    const { step } = journey.screen;
    expect(step.is === 'scanned' && [step.scan.merchant, step.preview[0]?.words]).toEqual(['书咖', '信用状况：良好']);
    expect(service.asked).toContain('DELETE /me/certificates/crt_2');
    expect(service.asked).not.toContain('DELETE /me/certificates/crt_1');
  });

  test('what a scan has redeemed is told, also where that is known only after the scan', async () => {
    await show();
    const scan = { merchant_id: 'mer_1', merchant: '大厅', at: '2026-11-27T12:00:00+08:00', outcome: 'valid', disclosed: ['perk'], receipt: 'acc_1', redemption: null };
    service.scans.set('crt_1', scan);
    await vi.advanceTimersByTimeAsync(4000);
    const redemption = { perk: { id: 'service.fast_lane', name: '绿色通道' }, redeemed: true, why_not: null, uses_left: 1, period: 'month' };
    service.scans.set('crt_1', { ...scan, redemption });
    await vi.advanceTimersByTimeAsync(4000);
    const { step } = journey.screen;
    expect(step.is === 'scanned' && step.scan.redemption).toEqual(redemption);
  });

  test('after a scan no redemption is looked for without end, nor for who has gone on', async () => {
    await show();
    service.scans.set('crt_1', { merchant_id: 'mer_1', merchant: '大厅', at: '2026-11-27T12:00:00+08:00', outcome: 'valid', disclosed: ['perk'], receipt: 'acc_1', redemption: null });
    await vi.advanceTimersByTimeAsync(4000);
    await vi.advanceTimersByTimeAsync(60_000);
    const looks = service.countOf('GET /me/certificates/crt_1/verifications');
    expect(looks).toBeLessThan(8);
    journey.choose();
    await vi.advanceTimersByTimeAsync(10_000);
    expect([stepIs(), service.countOf('GET /me/certificates/crt_1/verifications')]).toEqual(['choice', looks]);
  });

  test('it is called ended only once it is', async () => {
    await show();
    const { step } = journey.screen;
    if (step.is !== 'code') throw new Error('no code');
    service.next.set('DELETE /me/certificates/crt_1', away);
    await journey.end(step.showing);
    expect(stepIs()).toBe('not-ended');
    await journey.end(step.showing);
    expect(stepIs()).toBe('ended');
  });

  test('who goes elsewhere leaves none that is good', async () => {
    await show();
    journey.moveOn();
    await vi.waitFor(() => expect(service.asked).toContain('DELETE /me/certificates/crt_1'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(service.countOf(MAKE)).toBe(1);
  });
});
