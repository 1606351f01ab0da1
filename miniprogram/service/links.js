/** Links of this service that a camera finds. What is scanned is anybody's: only our own host, and two kinds of link, are taken. */

const { HOST } = require('../settings.js');

const CERTIFICATE = /^\/v#([0-9]{100,600})$/;
const CHALLENGE = /^\/code#ask=([A-Za-z0-9_-]{1,120})$/;

/** Return the path to open in the pages for what was scanned, or null where it is not ours. */
function pathOf(scanned) {
  if (typeof scanned !== 'string' || !scanned.startsWith(`${HOST}/`)) return null;
  const path = scanned.slice(HOST.length);
  return CERTIFICATE.test(path) || CHALLENGE.test(path) ? path : null;
}

/** Return the address of a page that signs in by itself with this code, which stands behind `#` and reaches no log. */
function addressOf(path, code) {
  const [page, asked] = path.split('#');
  const told = [asked, code ? `wx=${encodeURIComponent(code)}` : null].filter(Boolean).join('&');
  return HOST + page + (told ? `#${told}` : '');
}

module.exports = { addressOf, pathOf };
