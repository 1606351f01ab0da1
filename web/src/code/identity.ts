/** The proof of the real name, without which there is nothing to show. */

import { button, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { proveIdentity, type Person } from './citizen-api.ts';
import { fieldForm } from './field-form.ts';
import { refusalInWords } from './refusals.ts';
import { show, submit, type Way } from './stage.ts';

const LONGEST_NAME = 64, ID_NUMBER_LENGTH = 18;
const FOR_CODES = (): string => pick('出示信用码要先核实一次姓名和身份证号。它们只发给服务核验，不存在这部手机里。', 'To show a certificate, prove your name once. What you enter goes to the service to be checked, and is not kept on this phone.');

/** Ask for name and ID number; `proven` goes on with who it is, `why` says what it is asked for. */
export function askForIdentity(way: Way, proven: (person: Person) => unknown, why: () => string = FOR_CODES): void {
  const again = (): void => askForIdentity(way, proven, why);
  const form = fieldForm({
    id: 'identity',
    title: pick('先完成实名核验', 'Prove your name first'),
    intro: element('p', { textContent: why() }),
    fields: [
      { id: 'real-name', label: pick('姓名', 'Name'), missing: pick('请填写姓名。', 'Enter your name.'), maxLength: LONGEST_NAME },
      { id: 'id-number', label: pick('身份证号', 'ID number'), missing: pick('请填写身份证号。', 'Enter your ID number.'), maxLength: ID_NUMBER_LENGTH, autocapitalize: 'characters' },
    ],
    send: async ([name, idNumber]) => proven(await proveIdentity(name!, idNumber!.toUpperCase())),
    faultOf: refusalInWords,
    failed: (error) => way.attempt(again, () => Promise.reject(error)),
  });
  show(again, [form], [submit(pick('核验', 'Prove it'), 'identity')]);
}

/** Tell a minor that this is not for them, before anything is asked of them. */
export function showMinor({ message }: Person, leave: () => unknown): void {
  const words = pick('信用码面向年满 18 周岁的成年人', 'Certificates are for adults of 18 and over');
  show(() => showMinor({ message } as Person, leave), [element('h1', { textContent: words }), element('p', { textContent: message ?? '' })], [
    button(pick('退出', 'Sign out'), 'other', leave),
  ]);
}
