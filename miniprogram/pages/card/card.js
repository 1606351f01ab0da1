/** The card: who I am here, my status in words, the code, and the ways on. */

const { askToBeTold } = require('../../service/push.js');
const { asCitizen, isSignedIn } = require('../../service/session.js');

const CONSENT_MISSING = '/problems/consent-required/';
const ROOMS = [
  { path: '/status', name: '我的信用状况和记录' },
  { path: '/perks', name: '守信激励' },
  { path: '/cards', name: '我的卡' },
  { path: '/help', name: '求助：异议、修复、问助手' },
  { path: '/mine', name: '我的：授权、谁看过我、资料' },
];

Component({
  data: { person: null, level: null, withoutLevel: '', fault: '', told: '', rooms: ROOMS },
  lifetimes: {
    attached() {
      if (!isSignedIn()) return wx.reLaunch({ url: '/pages/login/login' });
      return this.read();
    },
  },
  methods: {
    async read() {
      try {
        const person = await asCitizen({ path: '/me' });
        this.setData({ person, fault: '' });
        if (person.verified) await this.readLevel();
      } catch (refusal) {
        this.setData({ fault: refusal.message });
      }
    },
    async readLevel() {
      try {
        this.setData({ level: (await asCitizen({ path: '/me/status' })).level });
      } catch (refusal) {
        const isUnasked = refusal.type.startsWith(CONSENT_MISSING);
        this.setData({ withoutLevel: isUnasked ? '还没有评价：没有你的同意，谁也不会评价你。' : refusal.message });
      }
    },
    open({ currentTarget }) {
      wx.navigateTo({ url: `/pages/web/web?path=${encodeURIComponent(currentTarget.dataset.path)}` });
    },
    async beTold() {
      try {
        const permitted = await askToBeTold();
        this.setData({ fault: '', told: permitted ? '好的，有进展会在微信里提醒你。' : '没有打开提醒；消息在“我的”里随时可以看。' });
      } catch (refusal) {
        if (refusal.type.startsWith(CONSENT_MISSING)) return wx.navigateTo({ url: `/pages/web/web?path=${encodeURIComponent('/mine/consents')}` });
        this.setData({ fault: refusal.message });
      }
    },
    scan() {
      wx.navigateTo({ url: '/pages/scan/scan' });
    },
  },
});
