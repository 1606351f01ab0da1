import type { RouteRecordRaw } from 'vue-router';

export const mineRoutes: RouteRecordRaw[] = [
  { path: '/mine', component: () => import('./MineView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/consents', component: () => import('./ConsentsView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/consents/history', component: () => import('./HistoryView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/log', component: () => import('./LogView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/blocked', component: () => import('./BlockedView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/devices', component: () => import('./DevicesView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/push', component: () => import('./PushView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/data', component: () => import('./DataView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/data/deletion', component: () => import('./DeletionView.vue'), meta: { tab: 'mine' } },
  { path: '/mine/notice', component: () => import('./NoticeView.vue'), meta: { tab: 'mine', for: 'anyone' } },
];
