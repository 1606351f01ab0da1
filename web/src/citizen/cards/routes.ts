import type { RouteRecordRaw } from 'vue-router';

export const cardsRoutes: RouteRecordRaw[] = [
  { path: '/cards', component: () => import('./CardsView.vue'), meta: { tab: 'cards' } },
  { path: '/cards/link/:operator', component: () => import('./LinkCardView.vue'), meta: { tab: 'cards' } },
  { path: '/cards/bikes', component: () => import('./BikesView.vue'), meta: { tab: 'cards', for: 'anyone' } },
  { path: '/cards/:id', component: () => import('./CardView.vue'), meta: { tab: 'cards' } },
];
