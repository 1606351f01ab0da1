/** The citizen's screens and their addresses; each but the first is loaded when it is first opened. */

import type { RouteRecordRaw } from 'vue-router';
import { cardsRoutes } from './cards/routes.ts';
import { codeRoutes } from './code/routes.ts';
import HomeView from './home/HomeView.vue';
import { helpRoutes } from './help/routes.ts';
import { mineRoutes } from './mine/routes.ts';
import { perksRoutes } from './perks/routes.ts';
import { recordsRoutes } from './records/routes.ts';
import { statusRoutes } from './status/routes.ts';
import { welcomeRoutes } from './welcome/routes.ts';

declare module 'vue-router' {
  interface RouteMeta {
    /** Who may see it: `anyone`, whoever is signed in, or (without a word) those who have proven their name. */
    for?: 'anyone' | 'signed-in';
    /** The tab that it belongs to. */
    tab: Tab;
    /** Which screen of the first visit it is, where a sign-in may come before it. */
    step?: number;
  }
}

export type Tab = 'home' | 'code' | 'cards' | 'help' | 'mine';

export const routes: RouteRecordRaw[] = [
  { path: '/', component: HomeView, meta: { tab: 'home', for: 'anyone' } },
  ...welcomeRoutes,
  ...statusRoutes,
  ...codeRoutes,
  ...recordsRoutes,
  ...perksRoutes,
  ...cardsRoutes,
  ...helpRoutes,
  ...mineRoutes,
  { path: '/:missing(.*)*', component: () => import('./home/MissingView.vue'), meta: { tab: 'home', for: 'anyone' } },
];
