/** The purposes that need no full age, from `config/consent.yaml`, which a test compares. */

export const FOR_EVERY_AGE: readonly string[] = ['card.link', 'notice.wechat'];

export function isForAdults(purpose: string): boolean {
  return !FOR_EVERY_AGE.includes(purpose);
}
