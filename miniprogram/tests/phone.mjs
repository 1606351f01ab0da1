/** A phone with WeChat, as far as these pages use it, and pages rendered on it. */

import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(import.meta.url);
const simulate = require('miniprogram-simulate');
const root = resolve(import.meta.dirname, '..');

/** Return a phone whose service answers by `answers`, a table of `METHOD /path` to `[status, body]`. */
export function takePhone(answers = {}) {
  const phone = { asked: [], opened: [], codes: 0, scan: null, isOffline: false, says: {} };
  globalThis.wx = {
    login: ({ success }) => success({ code: `code-${(phone.codes += 1)}` }),
    request({ url, method, data, header, success, fail }) {
      const { pathname } = new URL(url);
      phone.asked.push({ method, path: pathname, data, token: header.Authorization });
      if (phone.isOffline) return fail({ errMsg: 'request:fail' });
      const answer = answers[`${method} ${pathname}`];
      const [statusCode, body] = typeof answer === 'function' ? answer() : (answer ?? [404, {}]);
      success({ statusCode, data: body });
    },
    scanCode: ({ success, fail }) => (phone.scan === null ? fail({ errMsg: 'scanCode:fail cancel' }) : success({ result: phone.scan })),
    requestSubscribeMessage: ({ success }) => success(phone.says),
    navigateTo: ({ url }) => phone.opened.push(url),
    reLaunch: ({ url }) => phone.opened.push(url),
  };
  return phone;
}

/** Render a page and wait until it has settled. */
export async function openPage(name, properties = {}) {
  const page = simulate.render(simulate.load(resolve(root, `pages/${name}/${name}`), { rootPath: root }), properties);
  page.attach(document.createElement('parent'));
  await settle();
  return page;
}

export async function tap(page, selector) {
  page.querySelector(selector).dispatchEvent('tap');
  await settle();
}

/** Return a module of the shell as new, so that no test sees another's sign-in. */
export function service(name) {
  return require(resolve(root, `service/${name}.js`));
}

export function settle() {
  return simulate.sleep(20);
}
