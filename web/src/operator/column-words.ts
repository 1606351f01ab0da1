/** What the columns of the list for comparing mean: its names are for programs and stay, in every language. */

import { pick } from '../page/language.ts';
import { PERK_KINDS, perkInWords, stateInWords } from './grant-words.ts';

/** Return each column's name with its meaning, in the order of the file. */
export function columnsInWords(): [string, string][] {
  const [pending, active, ending] = (['pending', 'active', 'ending'] as const).map((state) => `${state} ${stateInWords({ state })}`);
  const perks = PERK_KINDS.map((perk) => `${perk} ${perkInWords({ perk })}`).join(pick('，', ', '));
  return [
    ['entitlement_id', pick('权益号', 'The entitlement’s id')],
    ['link_id', pick('关联号', 'The link’s id')],
    ['perk', pick(`激励的种类：${perks}`, `The kind of perk: ${perks}`)],
    ['wanted', pick('应当处于的状态：active 生效，ended 结束', 'How it shall stand with you: active in force, ended over')],
    ['revision', pick('这个要求的版本', 'The version of that wish')],
    ['valid_from', pick('从什么时候起', 'From when')],
    ['valid_until', pick('到什么时候自动结束', 'When it ends by itself')],
    ['state', pick(`办到哪一步：${pending}，${active}，${ending}`, `How far it has come: ${pending}, ${active}, ${ending}`)],
  ];
}
