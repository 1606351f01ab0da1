import type { RouteRecordRaw } from 'vue-router';

export const perksRoutes: RouteRecordRaw[] = [
  { path: '/perks', component: () => import('./PerksView.vue'), meta: { tab: 'cards' } },
  { path: '/perks/grants/:id', component: () => import('./GrantView.vue'), meta: { tab: 'cards' } },
  { path: '/perks/:id', component: () => import('./PerkView.vue'), meta: { tab: 'cards' } },
];
