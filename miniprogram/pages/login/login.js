/** Signing in: nothing is sent before it is asked for. */

const { signIn } = require('../../service/session.js');

Component({
  data: { fault: '', isBusy: false },
  methods: {
    async enter() {
      if (this.data.isBusy) return;
      this.setData({ isBusy: true, fault: '' });
      try {
        await signIn();
        wx.reLaunch({ url: '/pages/card/card' });
      } catch (refusal) {
        this.setData({ fault: refusal.message });
      } finally {
        this.setData({ isBusy: false });
      }
    },
    openNotice() {
      wx.navigateTo({ url: `/pages/web/web?path=${encodeURIComponent('/mine/notice')}` });
    },
  },
});
