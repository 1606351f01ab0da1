/** What a card is called, and what its operator shows of it, in words. */

import type { Shapes } from '../../api/client.ts';
import { cityDay } from '../../ground/clock.ts';
import { pick } from '../../page/language.ts';
import { dayInWords } from '../../page/moments.ts';

export type Card = Shapes['CardAnswer'];
export type CardService = Shapes['CardServiceAnswer'];
type ServiceItem = CardService['items'][number];

type Words = [string, string];

const FEN = 100;
const DEPOSITS: Readonly<Record<string, Words>> = { paid: ['已交', 'paid'], unpaid: ['未交', 'not paid'], waived: ['免交', 'waived'] };
const STATES: Readonly<Record<string, Words>> = {
  open: ['未完成', 'open'],
  ready: ['可以来取', 'ready to collect'],
  unpaid: ['未付', 'unpaid'],
  overdue: ['已逾期', 'overdue'],
  paid: ['已付', 'paid'],
};
const KINDS: Readonly<Record<string, Words>> = {
  ride: ['乘车', 'Ride'],
  loan: ['借阅', 'Loan'],
  hold: ['预约', 'Hold'],
  visit: ['入园', 'Visit'],
  bill: ['账单', 'Bill'],
  payment: ['支付', 'Payment'],
  top_up: ['充值', 'Top-up'],
  contribution: ['缴存', 'Contribution'],
  settlement: ['结算', 'Settlement'],
  payout: ['发放', 'Payout'],
};

export function nameOfCard({ operator }: Pick<Card, 'operator'>): string {
  return operator.name ?? operator.id;
}

export function yuan(fen: number): string {
  return pick(`${(fen / FEN).toFixed(2)} 元`, `${(fen / FEN).toFixed(2)} yuan`);
}

/** Return the sums and days at the head of what is shown, as names and values. */
export function sumsOf({ balance_fen: balance, owed_fen: owed, deposit, valid_from: from, valid_until: until }: CardService): [string, string][] {
  const lines: [string, string | null][] = [
    [pick('余额', 'Balance'), balance === null ? null : yuan(balance)],
    [pick('待付', 'Owed'), owed === null ? null : yuan(owed)],
    [pick('押金', 'Deposit'), deposit && `${yuan(deposit.amount_fen)}${pick('，', ', ')}${pick(...(DEPOSITS[deposit.state] ?? [deposit.state, deposit.state]))}`],
    [pick('有效期', 'Valid'), until && (from ? pick(`${dayInWords(from)}到${dayInWords(until)}`, `${dayInWords(from)} to ${dayInWords(until)}`) : pick(`到${dayInWords(until)}`, `until ${dayInWords(until)}`))],
  ];
  return lines.flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
}

/** Return what is known of a line beside its title: kind, when, how much, until when, where it stands. */
export function factsOf({ kind, at, month, amount_fen: amount, due_on: due, state }: ServiceItem): string {
  const facts = [
    pick(...(KINDS[kind] ?? [kind, kind])),
    month ?? (at === null ? null : dayInWords(cityDay(Date.parse(at)))),
    amount === null ? null : yuan(amount),
    due === null ? null : pick(`${dayInWords(due)}到期`, `due ${dayInWords(due)}`),
    state === null ? null : pick(...(STATES[state] ?? [state, state])),
  ];
  return facts.filter((one) => one !== null).join(' · ');
}
