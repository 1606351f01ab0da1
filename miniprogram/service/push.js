/** Being told in WeChat: first the consent, then where to write to, then WeChat's own question. */

const { asCitizen, freshCode } = require('./session.js');

/** How many templates WeChat asks for at once. */
const MOST_AT_ONCE = 3;

/** Ask WeChat, and tell the service what was answered; return how many kinds were permitted. Raises `Refusal`. */
async function askToBeTold() {
  const { templates } = await asCitizen({ method: 'PUT', path: '/me/push', body: { code: await freshCode() } });
  const asked = templates.filter(({ is_long_term: isForGood, left }) => !isForGood || left === 0).slice(0, MOST_AT_ONCE);
  if (asked.length === 0) return templates.length;
  const said = await questionOfWeChat(asked.map((one) => one.template_id));
  let permitted = 0;
  for (const { id, template_id: template } of asked) {
    const answer = said[template];
    if (answer === undefined) continue;
    await asCitizen({ method: 'POST', path: `/me/push/${id}`, body: { answer } });
    permitted += answer.startsWith('accept') ? 1 : 0;
  }
  return permitted;
}

/** Return what the person said to each template; nothing where the question was not put. */
function questionOfWeChat(templates) {
  return new Promise((resolve) => {
    wx.requestSubscribeMessage({ tmplIds: templates, success: resolve, fail: () => resolve({}) });
  });
}

module.exports = { askToBeTold };
