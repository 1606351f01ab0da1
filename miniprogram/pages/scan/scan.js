/** Scanning: a merchant's question, which is answered with a code, or a certificate, which is verified. */

const { pathOf } = require('../../service/links.js');

const CANCELLED = /cancel/;

Component({
  data: { fault: '' },
  methods: {
    scan() {
      this.setData({ fault: '' });
      wx.scanCode({
        scanType: ['qrCode'],
        success: ({ result }) => this.take(result),
        fail: ({ errMsg }) => this.setData({ fault: CANCELLED.test(errMsg) ? '' : '相机没有打开，请在设置里允许使用相机。' }),
      });
    },
    take(scanned) {
      const path = pathOf(scanned);
      if (path === null) return this.setData({ fault: '这不是本市信用码服务的码。' });
      return wx.navigateTo({ url: `/pages/web/web?path=${encodeURIComponent(path)}` });
    },
  },
});
