/** A page of the service in a web-view, which signs in by itself with a fresh code. */

const { addressOf } = require('../../service/links.js');
const { freshCode } = require('../../service/session.js');

/** What may be opened; an address in `path` is anybody's. */
const OURS = /^\/[a-z]+(\/[\w-]+)*(#(ask=[\w-]+|[0-9]+))?$/;
const PUBLIC = ['/v', '/mine/notice'];

Component({
  properties: { path: String },
  data: { address: '', fault: '' },
  lifetimes: {
    attached() {
      return this.show();
    },
  },
  methods: {
    async show() {
      const path = decodeURIComponent(this.data.path);
      if (!OURS.test(path)) return this.setData({ fault: '没有这个页面。' });
      try {
        const isPublic = PUBLIC.includes(path.split('#')[0]);
        this.setData({ address: addressOf(path, isPublic ? null : await freshCode()), fault: '' });
      } catch (refusal) {
        this.setData({ fault: refusal.message });
      }
    },
    again() {
      return this.show();
    },
  },
});
