import type { RouteRecordRaw } from 'vue-router';

/** Four screens for a first visit; the first two need no sign-in, the third asks for it in its place. */
export const welcomeRoutes: RouteRecordRaw[] = [
  { path: '/welcome', redirect: '/welcome/1' },
  { path: '/welcome/1', component: () => import('./WhatView.vue'), meta: { tab: 'home', for: 'anyone' } },
  { path: '/welcome/2', component: () => import('./NeverView.vue'), meta: { tab: 'home', for: 'anyone' } },
  { path: '/welcome/3', component: () => import('./AgreeView.vue'), meta: { tab: 'home', step: 3 } },
  { path: '/welcome/4', component: () => import('./LinkView.vue'), meta: { tab: 'home', step: 4 } },
];
