import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { choose, chosenFor, drop, faultOf, forgetFiles, handOver, LARGEST_BYTES, MOST_FILES } from '../../../src/citizen/records/chosen-files.ts';
import { uploadAll } from '../../../src/citizen/records/uploading.ts';

const JPEG = new Uint8Array([0xff, 0xd8, 0xff, 0xe0]);
const photo = (name: string): File => new File([JPEG], name, { type: 'image/jpeg' });

beforeEach(() => {
  forgetFiles();
  sessionStorage.setItem('session', JSON.stringify({ access_token: 'a', refresh_token: 'r' }));
});
afterEach(() => vi.unstubAllGlobals());

/** Answer the uploads in their order: null for one that is taken, else the words of a refusal. */
function answering(...refusals: (string | null)[]): { keys: string[] } {
  const seen: { keys: string[] } = { keys: [] };
  vi.stubGlobal('fetch', async (request: Request) => {
    seen.keys.push(request.headers.get('Idempotency-Key') ?? '');
    expect(request.headers.get('Content-Type')).toMatch(/^multipart\/form-data; boundary=/);
    expect([...(await request.formData()).keys()]).toEqual(['file']);
    const detail = refusals.shift() ?? null;
    const type = detail === null ? 'application/json' : 'application/problem+json';
    return new Response(JSON.stringify({ detail }), { status: detail === null ? 201 : 422, headers: { 'Content-Type': type } });
  });
  return seen;
}

test('a file is taken for what it is, not for its name', () => {
  const starts = [JPEG, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], [0x25, 0x50, 0x44, 0x46, 0x2d]].map((bytes) => new Uint8Array(bytes));
  expect(starts.map((start) => faultOf(10, start))).toEqual([null, null, null]);
  expect(faultOf(10, new Uint8Array([0x50, 0x4b, 3, 4]))).toContain('只收 JPEG、PNG 图片和 PDF');
  expect(faultOf(10, new Uint8Array([0xff, 0xd8]))).toContain('只收');
  expect(faultOf(0, new Uint8Array())).toContain('空');
  expect(faultOf(LARGEST_BYTES, JPEG)).toBeNull();
  expect(faultOf(LARGEST_BYTES + 1, JPEG)).toContain('10 MB');
});

test('no more files are chosen than a case takes', async () => {
  const faults = await choose('dispute:rec_1', Array.from({ length: MOST_FILES + 2 }, (_, place) => photo(`${place}.jpg`)), MOST_FILES);
  expect(chosenFor('dispute:rec_1')).toHaveLength(MOST_FILES);
  expect(faults).toHaveLength(2);
});

test('the files of a draft go over to its case, but for those taken back', async () => {
  await choose('dispute:rec_1', [photo('1.jpg'), photo('2.jpg')], MOST_FILES);
  drop('dispute:rec_1', chosenFor('dispute:rec_1')[0]!);
  handOver('dispute:rec_1', 'Y2026-7K3M-9QXD');
  expect(chosenFor('dispute:rec_1')).toEqual([]);
  expect(chosenFor('Y2026-7K3M-9QXD').map(({ file }) => file.name)).toEqual(['2.jpg']);
});

test('what is refused stays with its reason while the rest goes up', async () => {
  await choose('Y2026-7K3M-9QXD', [photo('broken.jpg'), photo('good.jpg')], MOST_FILES);
  answering('图片已损坏。', null);
  expect(await uploadAll('Y2026-7K3M-9QXD', () => undefined)).toBe(1);
  expect(chosenFor('Y2026-7K3M-9QXD').map(({ file, fault }) => [file.name, fault])).toEqual([['broken.jpg', '图片已损坏。']]);
});

test('after a lost network the rest is uploaded again under its own key', async () => {
  await choose('X2026-7K3M-9QXD', [photo('1.jpg')], MOST_FILES);
  const key = chosenFor('X2026-7K3M-9QXD')[0]?.key;
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  await expect(uploadAll('X2026-7K3M-9QXD', () => undefined)).rejects.toThrow();
  const { keys } = answering(null);
  expect(await uploadAll('X2026-7K3M-9QXD', () => undefined)).toBe(0);
  expect(keys).toEqual([key]);
});
