import type { RouteRecordRaw } from 'vue-router';

export const recordsRoutes: RouteRecordRaw[] = [
  // What lies above a record's own screens: all of them, with the status.
  { path: '/records/:id?', redirect: '/status' },
  { path: '/records/:id/dispute', component: () => import('./DisputeView.vue'), meta: { tab: 'home' } },
  { path: '/records/:id/dispute/check', component: () => import('./DisputeCheckView.vue'), meta: { tab: 'home' } },
  { path: '/records/:id/repair', component: () => import('./RepairView.vue'), meta: { tab: 'home' } },
  { path: '/cases', component: () => import('./CasesView.vue'), meta: { tab: 'mine' } },
  { path: '/cases/:number', component: () => import('./CaseView.vue'), meta: { tab: 'mine' } },
  { path: '/inbox', component: () => import('./InboxView.vue'), meta: { tab: 'home' } },
];
