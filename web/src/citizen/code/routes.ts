import type { RouteRecordRaw } from 'vue-router';

export const codeRoutes: RouteRecordRaw[] = [
  // A code that is still good is shown without a network, before anybody can be asked who this is.
  { path: '/code', component: () => import('./CodeView.vue'), meta: { tab: 'code', for: 'signed-in' } },
  { path: '/code/paper', component: () => import('./PaperView.vue'), meta: { tab: 'code' } },
  { path: '/code/paper/new', component: () => import('./MakePaperView.vue'), meta: { tab: 'code' } },
  { path: '/code/history', component: () => import('./ScansView.vue'), meta: { tab: 'code' } },
];
