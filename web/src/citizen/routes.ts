/** The citizen's screens and their addresses; each is loaded when it is first opened. */

import type { RouteRecordRaw } from 'vue-router';

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may see it: `anyone`, whoever is signed in, or (without a word) those who have proven their name. */
    for?: 'anyone' | 'signed-in';
    /** The tab that it belongs to. */
    tab: Tab;
  }
}

export type Tab = 'home' | 'code' | 'cards' | 'help' | 'mine';

export const routes: RouteRecordRaw[] = [
  { path: '/', component: () => import('./home/HomeView.vue'), meta: { tab: 'home', for: 'anyone' } },
  { path: '/:missing(.*)*', component: () => import('./home/MissingView.vue'), meta: { tab: 'home', for: 'anyone' } },
];
