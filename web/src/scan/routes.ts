/** The merchant's screens and their addresses behind `#`, so that one kept page shows all of them without a network. */

import type { RouteRecordRaw } from 'vue-router';
import ScanView from './ScanView.vue';
import { keepInvitation } from './invitation.ts';

/** Where the tabs lead; a screen without a tab of its own belongs to the one it was reached from. */
export const TABS = ['/', '/today', '/redeemed', '/waiting', '/phone'] as const;

export const JOIN = '/join';

// Scanning is loaded at once: it is what a phone at the counter is for.
export const routes: RouteRecordRaw[] = [
  { path: '/', component: ScanView },
  { path: '/ask', component: () => import('./AskView.vue') },
  // `#join=CODE` in a link: the code leaves the address before anything is shown, as the browser's history is others' to read.
  { path: '/join=:code', redirect: ({ params }) => (keepInvitation(String(params['code'])), JOIN) },
  { path: JOIN, component: () => import('./join/JoinView.vue') },
  { path: '/today', component: () => import('./days/TodayView.vue') },
  { path: '/redeemed', component: () => import('./days/RedeemedView.vue') },
  { path: '/waiting', component: () => import('./WaitingView.vue') },
  { path: '/phone', component: () => import('./phone/PhoneView.vue') },
  { path: '/phone/keys', component: () => import('./phone/KeysView.vue') },
  { path: '/phone/keys/new', component: () => import('./phone/PairView.vue') },
  { path: '/:missing(.*)*', redirect: '/' },
];
