import type { RouteRecordRaw } from 'vue-router';

export const helpRoutes: RouteRecordRaw[] = [
  { path: '/help', component: () => import('./HelpView.vue'), meta: { tab: 'help', for: 'anyone' } },
];
