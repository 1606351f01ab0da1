/** Starts the merchant's pages. */

import { createApp, watch } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import '../look/look.css';
import './look.css';
import { followComfort } from '../look/comfort.ts';
import { languageTag, pick } from '../page/language.ts';
import App from './App.vue';
import { prepare } from './basis.ts';
import { report } from './reporting.ts';
import { routes } from './routes.ts';
import { shop } from './shop.ts';
import { refreshStanding } from './standing.ts';

const AGAIN_MS = 30_000, PREPARE_AGAIN_MS = 10 * 60_000;

function start(): void {
  document.documentElement.lang = languageTag();
  document.title = pick('扫码核验 · 市民诚信卡', 'Scan and verify · Citizen integrity card');
  followComfort();
  addEventListener('online', () => void prepare().then(report));
  addEventListener('offline', refreshStanding);
  // Another tab of this phone scans too.
  addEventListener('storage', refreshStanding);
  // A key that came, or was let go of, leaves something to tell.
  watch(() => shop.merchant, () => void report());
  setInterval(() => void report(), AGAIN_MS);
  // A till is open all day: when the network goes, what it rests on shall be of today.
  setInterval(() => void (navigator.onLine && prepare()), PREPARE_AGAIN_MS);
  void prepare().then(report);
  refreshStanding();
  createApp(App).use(createRouter({ history: createWebHashHistory('/scan'), routes })).mount('#app');
}

start();
