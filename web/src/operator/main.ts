/** Starts the pages of a card operator. */

import { createApp } from 'vue';
import { createRouter, createWebHistory, type RouteRecordRaw } from 'vue-router';
import '../look/look.css';
import { followComfort } from '../look/comfort.ts';
import { languageTag, pick } from '../page/language.ts';
import { learnDemo } from '../ui/demo.ts';
import App from './App.vue';

const routes: RouteRecordRaw[] = [
  { path: '/operator', component: () => import('./GrantsView.vue') },
  { path: '/operator/letters', component: () => import('./LettersView.vue') },
  { path: '/operator/reconciliation', component: () => import('./ReconciliationView.vue') },
];

document.documentElement.lang = languageTag();
document.title = pick('运营单位 · 市民诚信卡', 'Card operator · Citizen integrity card');
followComfort();
void learnDemo();
createApp(App).use(createRouter({ history: createWebHistory(), routes })).mount('#app');
