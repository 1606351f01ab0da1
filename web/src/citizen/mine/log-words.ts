/** What an entry of the access log says, in plain words. */

import type { Shapes } from '../../api/client.ts';
import { perkName } from '../../page/claim-words.ts';
import { pick } from '../../page/language.ts';
import { city } from '../city.ts';

export type Entry = Omit<Shapes['AccessAnswer'], 'reported_at'>;

type Words = [string, string];

const ACTIONS: Readonly<Record<string, Words>> = {
  'account.deleted': ['清除了账户里的内容', 'erased what the account held'],
  'account.deletion_asked': ['注销了账户', 'closed the account'],
  'account.paused': ['暂停使用我的信息', 'paused the use of my data'],
  'account.resumed': ['恢复使用我的信息', 'resumed the use of my data'],
  'card.link_asked': ['核对一张卡是不是我的', 'checked whether a card is mine'],
  'card.loan_renewed': ['续借了一本书', 'renewed a loan'],
  'card.service_seen': ['看了一张卡的用卡情况', 'looked at the use of a card'],
  'card.unlinked': ['解除了一张卡的关联', 'unlinked a card'],
  'case.viewed': ['看了一件异议或修复', 'looked at a dispute or repair'],
  'cases.viewed': ['看了我的案件', 'looked at my cases'],
  'certificate.issued': ['生成了一张信用码', 'made a certificate'],
  'certificate.previewed': ['预览了信用码', 'looked at what a certificate would say'],
  'certificate.revoked': ['作废了一张信用码', 'ended a certificate'],
  'certificate.shown': ['打开了一张信用码', 'opened a certificate'],
  'certificate.verified': ['扫了我的信用码', 'scanned my certificate'],
  'consent.given': ['同意了一项授权', 'gave a consent'],
  'consent.withdrawn': ['撤回了一项授权', 'withdrew a consent'],
  'data.exported': ['导出了我的数据', 'exported my data'],
  'device.signed_out': ['让一台设备退出了登录', 'signed a device out'],
  'devices.signed_out': ['让其他设备都退出了登录', 'signed all other devices out'],
  'identity.account_moved': ['换了关联的微信', 'moved the account to another WeChat'],
  'identity.proven': ['完成了实名核验', 'proved the name'],
  'material.added': ['提交了一份材料', 'added a material'],
  'material.read': ['打开了一份材料', 'opened a material'],
  'merchant.blocked': ['屏蔽了一家商户', 'blocked a merchant'],
  'merchant.unblocked': ['取消屏蔽一家商户', 'unblocked a merchant'],
  'perk.carried': ['答复了一项激励的办理', 'answered about a perk'],
  'perk.ended_by_operator': ['结束了一项激励，或没有受理', 'ended a perk or did not take it on'],
  'perk.fetched': ['读取了一项激励的办理申请', 'read the request for a perk'],
  'perk.not_redeemed': ['没有核销一项激励', 'did not redeem a perk'],
  'perk.not_renewed': ['一项激励快到期了，目前不能再申请', 'a perk ends soon and cannot be renewed now'],
  'perk.redeemed': ['核销了一次激励', 'redeemed a perk'],
  'perk.requested': ['申请了一项激励', 'asked for a perk'],
  'perk.will_end': ['一项激励快到期了', 'a perk ends soon'],
  'perks.viewed': ['看了守信激励', 'looked at the perks'],
  'push.began': ['打开了微信提醒', 'asked to be told in WeChat'],
  'push.ended': ['关闭了微信提醒', 'ended being told in WeChat'],
  'push.sent': ['在微信里提醒了我', 'told me in WeChat'],
  'push.unconfirmed': ['在微信里提醒我，没有收到回执', 'told me in WeChat, without an answer'],
  'records.viewed': ['看了我的信用记录', 'looked at my records'],
  'repair.judged': ['看了一条记录能不能修复', 'looked whether a record can be repaired'],
  'status.viewed': ['看了我的信用状况', 'looked at my status'],
};

const SHOWN: Readonly<Record<string, Words>> = {
  level: ['信用状况', 'status'],
  no_adverse: ['有无计入的失信信息', 'whether an adverse record counts'],
  perk: ['是否符合一项激励的条件', 'eligibility for a perk'],
  name: ['隐去部分的姓名', 'masked name'],
  match_code: ['身份证号码后四位', 'last four characters of the ID number'],
  bus: ['公交乘车', 'bus'],
  medical_insurance: ['医疗保险', 'medical insurance'],
  pension: ['社会养老', 'pension'],
  housing_fund: ['住房公积金', 'housing fund'],
  lending: ['图书借阅', 'library'],
  public_bike: ['公共自行车', 'public bike'],
  tourism_pass: ['旅游年卡', 'tourism year pass'],
  water: ['水费', 'water'],
  electricity: ['电费', 'electricity'],
  gas: ['燃气费', 'gas'],
  mobile_payment: ['移动支付', 'mobile payment'],
};

const OUTCOMES: Readonly<Record<string, Words>> = {
  active: ['已开通', 'it is in force'],
  already_used: ['码已用过，没有通过', 'used before: it did not pass'],
  blocked: ['你已屏蔽它，它什么也没看到', 'you have blocked them: they saw nothing'],
  ended: ['已结束', 'it is over'],
  expired: ['码已过期，没有通过', 'over: it did not pass'],
  limit_reached: ['本期的次数已用完，商户不知道这个原因', 'used as often as the period allows, which they were not told'],
  linked: ['核对一致，已关联', 'it is; the card is linked'],
  none_left: ['名额或预算已用完，与你无关', 'no more of it was left, whoever asked'],
  not_eligible: ['目前不符合条件', 'its conditions do not hold'],
  not_shown: ['没有看到', 'nothing was shown'],
  offline: ['没有网络时扫的，事后报来', 'scanned offline, reported later'],
  offline_again: ['没有网络时扫了用过的码，事后报来', 'a used code scanned offline, reported later'],
  paused: ['你正在暂停，它什么也没看到', 'you have paused: they saw nothing'],
  pending: ['还在等运营单位答复', 'the operator has not answered yet'],
  refused: ['没有受理', 'it was refused'],
  revoked: ['码已作废，没有通过', 'ended: it did not pass'],
  unconfirmed: ['没有核对成，没有通过', 'it could not be checked: it did not pass'],
  unlinked: ['关联已解除', 'the card is no longer linked'],
  wrong_audience: ['这张码不是给它的，没有通过', 'the code was not for them: it did not pass'],
  wrong_challenge: ['这张码答的不是它这次的请求，没有通过', 'the code did not answer their asking: it did not pass'],
};

/** Tell whether somebody else than the citizen did it. */
export function isByOthers({ actor }: Entry): boolean {
  return actor.kind !== 'citizen';
}

const AT_A_MERCHANT: readonly string[] = ['certificate.verified', 'perk.redeemed', 'perk.not_redeemed'];

/** Tell whether a merchant scanned a code, or redeemed a perk by it. */
export function isScan({ action }: Entry): boolean {
  return AT_A_MERCHANT.includes(action);
}

export function isAboutConsent({ action }: Entry): boolean {
  return action.startsWith('consent.');
}

export function actorInWords({ actor }: Entry): string {
  if (actor.kind === 'citizen') return pick('本人', 'You');
  return actor.kind === 'officer' ? pick(`异议和修复的经办人 ${actor.name}`, `${actor.name}, officer for disputes and repairs`) : actor.name;
}

/** Say what was done; `purposes` are the titles of the consents. */
export function deedInWords({ action, purpose, object }: Entry, purposes: ReadonlyMap<string, string>): string {
  const known = ACTIONS[action];
  const [kind] = action.split('.');
  const aboutCase = kind === 'dispute' ? pick('异议有了进展', 'a step in my dispute') : kind === 'repair' ? pick('信用修复有了进展', 'a step in my repair') : action;
  const deed = known === undefined ? aboutCase : pick(...known);
  const isRedeeming = action === 'perk.redeemed' || action === 'perk.not_redeemed';
  const what = isRedeeming ? perkName(object, city.terms) : action.startsWith('consent.') ? purposes.get(purpose ?? '') : kind === 'dispute' || (kind === 'repair' && known === undefined) || kind === 'case' ? object : null;
  return what ? `${deed}${pick('：', ': ')}${what}` : deed;
}

/** Say what was shown, what came of it, and which consent it rests on; a line each. */
export function detailsInWords({ action, disclosed, outcome, purpose }: Pick<Entry, 'action' | 'disclosed' | 'outcome' | 'purpose'>, purposes: ReadonlyMap<string, string>): string[] {
  const shown = disclosed.map((name) => pick(...(SHOWN[name] ?? [name, name]))).join(pick('、', ', '));
  const came = outcome === null ? undefined : OUTCOMES[outcome];
  const basis = purpose !== null && !action.startsWith('consent.') ? purposes.get(purpose) : undefined;
  return [
    shown ? pick(`看到了：${shown}`, `Shown: ${shown}`) : null,
    came === undefined ? null : pick('结果：', 'Outcome: ') + pick(...came),
    basis === undefined ? null : pick(`依据你的授权“${basis}”`, `Under your consent “${basis}”`),
  ].filter((line) => line !== null);
}
