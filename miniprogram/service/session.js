/** The sign-in. Tokens stay in memory: the next start signs in anew, with a fresh code. */

const { call, Refusal } = require('./call.js');

const UNAUTHENTICATED = 401;
let token = null;

/** Return a fresh code of `wx.login`, good once and for five minutes. */
function freshCode() {
  return new Promise((resolve, reject) => {
    wx.login({ success: ({ code }) => resolve(code), fail: () => reject(new Refusal(0, '', '微信登录没有成功，请再试一次。')) });
  });
}

/** Sign in; raises `Refusal`. */
async function signIn() {
  const answer = await call({ method: 'POST', path: '/session/wechat', body: { code: await freshCode() } });
  token = answer.access_token;
}

function isSignedIn() {
  return token !== null;
}

function signOut() {
  token = null;
}

/** Call as the citizen; a sign-in that is over is made anew once. Raises `Refusal`. */
async function asCitizen(wanted) {
  if (token === null) await signIn();
  try {
    return await call({ ...wanted, token });
  } catch (refusal) {
    if (refusal.status !== UNAUTHENTICATED) throw refusal;
    await signIn();
    return call({ ...wanted, token });
  }
}

module.exports = { asCitizen, freshCode, isSignedIn, signIn, signOut };
