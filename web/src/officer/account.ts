/** Signing in with both factors, and changing the password. */

import { element } from '../page/element.ts';
import { inputOf, sending } from './form.ts';
import { changePassword, signIn, type Officer } from './officer-api.ts';
import { refusalInWords } from './refusals.ts';
import { fault, heading, show } from './stage.ts';

const CODE = /^\s*(\d\s*){6}$/;

/** Show the sign-in; `entered` goes on with who has signed in. */
export function showSignIn(why: string | null, entered: (officer: Officer, refusedBefore: number) => unknown): void {
  const username = inputOf({ id: 'username', label: '用户名', type: 'text', autocomplete: 'username' });
  const password = inputOf({ id: 'password', label: '密码', type: 'password', autocomplete: 'current-password' });
  const code = inputOf({ id: 'totp', label: '动态码（验证器应用里的 6 位数字）', type: 'text', autocomplete: 'one-time-code', inputMode: 'numeric', maxLength: 12 });
  const place = element('div', {}, why === null ? null : fault(why));
  const form = element(
    'form',
    { id: 'sign-in', className: 'narrow' },
    ...[username, password, code].flatMap(({ label, input }) => [label, input]),
    place,
    element('button', { type: 'submit', className: 'main', textContent: '登录' }),
  );
  const check = (): [string, HTMLElement] | null => {
    if (username.input.value.trim() === '') return ['请填写用户名。', username.input];
    if (password.input.value === '') return ['请填写密码。', password.input];
    return CODE.test(code.input.value) ? null : ['请填写 6 位动态码。', code.input];
  };
  const send = async (): Promise<void> => {
    // A code works once: whatever comes of it, the next try needs the next one.
    const typed = code.input.value.replace(/\s/g, '');
    code.input.value = '';
    code.input.focus();
    const { officer, refused_before: refusedBefore } = await signIn(username.input.value, password.input.value, typed);
    await entered(officer, refusedBefore);
  };
  sending(form, place, check, send, refusalInWords);
  show(heading('经办人登录'), element('p', { className: 'note', textContent: '仅供经办人使用。每次登录、查看和办理都有记录，当事人能看到。' }), form);
  username.input.focus();
}

/** Show the form for a new password; `isDue` where nothing else is possible before. */
export function showPassword(isDue: boolean, changed: () => unknown, wordsOf: (error: unknown) => string | null): void {
  const current = inputOf({ id: 'current', label: '当前密码', type: 'password', autocomplete: 'current-password' });
  const wanted = inputOf({ id: 'wanted', label: '新密码（至少 12 个字符）', type: 'password', autocomplete: 'new-password' });
  const again = inputOf({ id: 'again', label: '再输入一次新密码', type: 'password', autocomplete: 'new-password' });
  const place = element('div', {});
  const form = element(
    'form',
    { id: 'new-password', className: 'narrow' },
    ...[current, wanted, again].flatMap(({ label, input }) => [label, input]),
    place,
    element('button', { type: 'submit', className: 'main', textContent: '修改密码' }),
  );
  const check = (): [string, HTMLElement] | null => {
    if (current.input.value === '') return ['请填写当前密码。', current.input];
    if (wanted.input.value.length < 12) return ['新密码至少 12 个字符；建议用几个不相关的词连起来。', wanted.input];
    return wanted.input.value === again.input.value ? null : ['两次输入的新密码不一样。', again.input];
  };
  sending(form, place, check, async () => {
    await changePassword(current.input.value, wanted.input.value);
    await changed();
  }, wordsOf);
  const why = isDue ? '初始密码由他人生成，请先修改，再开始办理。' : '修改后，其他设备上的登录随即失效。';
  show(heading('修改密码'), element('p', { textContent: why }), form);
  current.input.focus();
}
