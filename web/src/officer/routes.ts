/** The desk's screens and their addresses: the queue with or without an open case, and the officer's own account. */

import type { RouteRecordRaw } from 'vue-router';

/** A case is named by its number alone; whatever else stands in the address leads to the queue. */
export const CASE_ADDRESS = '/cases/:number([XY]\\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4})';

export const routes: RouteRecordRaw[] = [
  {
    path: '/',
    component: () => import('./DeskView.vue'),
    children: [
      { path: '', component: () => import('./case/NothingOpen.vue') },
      { path: CASE_ADDRESS, component: () => import('./case/CaseView.vue') },
    ],
  },
  { path: '/account', component: () => import('./account/AccountView.vue') },
  { path: '/:missing(.*)*', redirect: '/' },
];

export function addressOf(number: string): string {
  return `/cases/${number}`;
}
