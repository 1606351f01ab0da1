/** Whether a scanned code can redeem a perk; its holder ticked which one. */

import { open } from '../certificate/verify.ts';
import type { Ground } from '../ground/ground.ts';
import type { Named } from '../ground/terms.ts';

// Perks that the service said are not redeemed at this shop, until the page is opened anew: nobody is asked about them again.
const notHere = new Set<string>();

/** Ask no more about this perk at this shop: its codes are verified at once. */
export function askNoMore(perkId: string, shopId: string): void {
  notHere.add(`${shopId} ${perkId}`);
}

export function isAskedAbout(perkId: string, shopId: string): boolean {
  return !notHere.has(`${shopId} ${perkId}`);
}

/** Return the perk that a genuine code on a screen opens, or null; whether the code is still good, the service says. */
export async function perkToRedeem(text: string, ground: Ground | null): Promise<Named | null> {
  if (ground?.terms == null) return null;
  const content = await open(text, ground.keys, ground.terms.issuer);
  // Paper can be copied: it redeems nothing.
  if (typeof content === 'string' || content.kind === 'printed' || !content.claims.perk?.isEligible) return null;
  const { code } = content.claims.perk;
  return ground.terms.perks.find((perk) => perk.code === code) ?? null;
}
