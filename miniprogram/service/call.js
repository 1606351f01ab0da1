/** Calls of the service. `wx.request` takes every answer for a success, so the status is looked at here. */

const { HOST } = require('../settings.js');

const PREFIX = '/api/v1', PATIENCE_MS = 8000;
const AWAY = '连不上服务，请检查网络后再试。';

/** A refusal, in the words of the service. */
class Refusal extends Error {
  constructor(status, type, detail) {
    super(detail);
    this.status = status;
    this.type = type;
  }
}

/** Return the answer's JSON; raises `Refusal`, with status 0 where the service was not reached. */
function call({ method = 'GET', path, body, token }) {
  const header = { 'Accept-Language': 'zh-CN', ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  return new Promise((resolve, reject) => {
    wx.request({
      url: HOST + PREFIX + path,
      method,
      data: body,
      header,
      timeout: PATIENCE_MS,
      success({ statusCode, data }) {
        if (statusCode >= 200 && statusCode < 300) return resolve(data);
        const told = typeof data === 'object' && data !== null ? data : {};
        reject(new Refusal(statusCode, told.type || '', told.detail || AWAY));
      },
      fail: () => reject(new Refusal(0, '', AWAY)),
    });
  });
}

module.exports = { call, Refusal };
