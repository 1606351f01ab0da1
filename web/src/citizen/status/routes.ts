import type { RouteRecordRaw } from 'vue-router';

export const statusRoutes: RouteRecordRaw[] = [
  { path: '/status', component: () => import('./StatusView.vue'), meta: { tab: 'home' } },
  { path: '/status/rules', component: () => import('./RulesView.vue'), meta: { tab: 'home', for: 'anyone' } },
  { path: '/status/catalogue', component: () => import('./CatalogueView.vue'), meta: { tab: 'home', for: 'anyone' } },
];
