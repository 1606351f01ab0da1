/** What is missing in the forms of an account, by field; an empty text where nothing is. */

import { pick } from '../../page/language.ts';

const CODE = /^\s*(\d\s*){6}$/;
export const SHORTEST_PASSWORD = 12;

export function missingInSignIn({ username, password, totp }: { username: string; password: string; totp: string }): { username: string; password: string; totp: string } {
  return {
    username: username.trim() ? '' : pick('请填写用户名。', 'Enter your username.'),
    password: password ? '' : pick('请填写密码。', 'Enter your password.'),
    totp: CODE.test(totp) ? '' : pick('请填写 6 位动态码。', 'Enter the six digits of the code.'),
  };
}

export function missingInPasswords({ current, wanted, again }: { current: string; wanted: string; again: string }): { current: string; wanted: string; again: string } {
  return {
    current: current ? '' : pick('请填写当前密码。', 'Enter the present password.'),
    wanted: wanted.length >= SHORTEST_PASSWORD ? '' : pick(`新密码至少 ${SHORTEST_PASSWORD} 个字符；建议用几个不相关的词连起来。`, `At least ${SHORTEST_PASSWORD} characters; a few unrelated words in a row are best.`),
    again: wanted === again ? '' : pick('两次输入的新密码不一样。', 'The two new passwords differ.'),
  };
}
