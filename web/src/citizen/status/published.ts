/** The published policy and catalogue, in the words of the page's language. */

import { answerOf, open, type Shapes } from '../../api/client.ts';
import { languageTag, pick } from '../../page/language.ts';

export type Edition = Shapes['PolicyEdition'];
export type Item = Shapes['PublishedItem'];
export type Catalogue = Shapes['CatalogueAnswer'];

const MOST_SERIOUS_FIRST = ['serious', 'ordinary', 'minor'] as const;
const SERIOUSNESS: Readonly<Record<(typeof MOST_SERIOUS_FIRST)[number], [string, string]>> = { serious: ['严重', 'serious'], ordinary: ['一般', 'ordinary'], minor: ['轻微', 'minor'] };

/** Return the edition that is in force. */
export async function readPolicy(): Promise<Edition> {
  const { editions, in_force: version } = await answerOf(open.GET('/api/v1/status-policy'));
  const edition = editions.find((one) => one.version === version);
  if (edition === undefined) throw new Error(`no edition ${version}`);
  return edition;
}

export function readCatalogue(): Promise<Catalogue> {
  return answerOf(open.GET('/api/v1/catalogue'));
}

/** Return the one of two published texts that is in the language of the page. */
export function published(zh: string, en: string): string {
  return languageTag() === 'en' ? en : zh;
}

/** Say what a rule asks for. */
export function ruleInWords({ max_adverse: most, min_commendations: least }: Edition['rules'][number]): string {
  const limits = MOST_SERIOUS_FIRST.filter((one) => most[one] !== undefined);
  const none = limits.filter((one) => most[one] === 0).map((one) => pick(...SERIOUSNESS[one]));
  const some = limits.filter((one) => most[one] !== 0).map((one) => pick(`${SERIOUSNESS[one][0]}失信最多 ${most[one]} 条`, `at most ${most[one]} ${SERIOUSNESS[one][1]} ones`));
  const isClean = none.length === MOST_SERIOUS_FIRST.length;
  const parts = [
    ...(isClean ? [pick('没有计入的失信信息', 'no adverse record counts')] : none.length ? [pick(`没有计入的${none.join('、')}失信信息`, `no ${none.join(' or ')} adverse record counts`)] : []),
    ...some,
    ...(least > 0 ? [pick(`有 ${least} 项以上计入的表彰`, `${least} commendation or more counts`)] : []),
  ];
  return parts.length ? parts.join(pick('，', ', ')) : pick('其余的情况', 'in every other case');
}

/** Say how an item counts, and for how long at most. */
export function itemInWords({ polarity, seriousness, counts_months: own }: Pick<Item, 'polarity' | 'seriousness' | 'counts_months'>, { counts_at_most_months: months }: Pick<Edition, 'counts_at_most_months'>): string {
  if (polarity === 'neutral') return pick('只作展示，不计入', 'shown alone; does not count');
  const general = polarity === 'commendation' ? months.commendation : months[seriousness ?? 'serious'];
  const most = Math.min(own ?? general, general);
  const kind = polarity === 'commendation' ? pick('表彰', 'commendation') : pick(...SERIOUSNESS[seriousness ?? 'serious']) + pick('失信', ' adverse');
  return pick(`${kind}，最长计 ${most} 个月`, `${kind}; counts for ${most} months at most`);
}
