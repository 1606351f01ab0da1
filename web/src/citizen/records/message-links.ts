/** Where a message leads, to the case or the perk that it tells of, and whether a merchant caused it. */

const CASE = /^[XY]\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/;
const MERCHANT = /^mer_/;
const GRANT = /^grt_[0-9A-Za-z]{1,40}$/;

export interface Lead {
  to: string;
  kind: 'case' | 'grant';
}

/** Return where what a message is about can be seen, or null where there is no screen for it. */
export function leadOf(object: string | null): Lead | null {
  if (object === null) return null;
  if (CASE.test(object)) return { to: `/cases/${object}`, kind: 'case' };
  return GRANT.test(object) ? { to: `/perks/grants/${object}`, kind: 'grant' } : null;
}

/** Tell whether what a message tells of was done by a merchant, who can be blocked. */
export function isOfMerchant({ merchant_id: actor }: { merchant_id: string }): boolean {
  return MERCHANT.test(actor);
}
