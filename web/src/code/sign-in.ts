/** Where the citizen signs in; in the mini-program the code comes by itself. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { fieldForm } from './field-form.ts';
import { refusalInWords } from './refusals.ts';
import { signIn } from './session.ts';

/** What the form says that it is for. */
export interface About {
  title: string;
  words: string;
}

/** Return the form; `isDemo` resolves once that is known, `entered` goes on with a citizen who is signed in. */
export function signInForm(isDemo: Promise<boolean>, entered: () => unknown, failed: (error: unknown) => unknown, about: About = CODES()): HTMLElement {
  const hint = element('p', { className: 'asked', hidden: true, textContent: EXAMPLE() });
  void isDemo.then((yes) => (hint.hidden = !yes));
  return fieldForm({
    id: 'sign-in',
    title: about.title,
    intro: element('div', {}, element('p', { textContent: about.words }), hint),
    fields: [{ id: 'wechat-code', label: pick('微信登录码', 'WeChat sign-in code'), missing: pick('请填写微信登录码。', 'Enter the WeChat sign-in code.') }],
    send: async ([code]) => {
      await signIn(code!);
      entered();
    },
    faultOf: refusalInWords,
    failed,
  });
}

const EXAMPLE = (): string => pick('演示环境：请输入演示码，如 demo-0001。', 'In the demo, enter a demo code, such as demo-0001.');

const CODES = (): About => ({
  title: pick('出示信用码', 'Show a certificate'),
  words: pick('在微信小程序里打开本页，会自动登录。登录和出码都要联网。', 'Opened in the WeChat mini-program, this page signs in by itself. Signing in and making a code need a network.'),
});
