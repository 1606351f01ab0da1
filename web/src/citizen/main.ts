/** Starts the citizen's screens. */

import { createApp } from 'vue';
import { createRouter, createWebHistory } from 'vue-router';
import { takeOpening } from './code/opening.ts';
import '../look/look.css';
import { followComfort } from '../look/comfort.ts';
import { languageTag, pick } from '../page/language.ts';
import { keepPage } from '../ground/shell.ts';
import { refusalInWords } from '../api/refusals.ts';
import App from './App.vue';
import { learnCity } from './city.ts';
import { clearUnclaimed } from './held.ts';
import { routes } from './routes.ts';
import { signIn } from './session.ts';
import { tell } from './told.ts';

async function start(): Promise<void> {
  document.documentElement.lang = languageTag();
  document.title = pick('市民诚信卡', 'Citizen integrity card');
  followComfort();
  void learnCity();
  const { wechatCode } = takeOpening();
  if (wechatCode !== null) {
    clearUnclaimed();
    await signIn(wechatCode).catch((error: unknown) => tell(refusalInWords(error), true));
  }
  // A page that comes back out of the browser's memory would show what is one's own after signing out.
  addEventListener('pageshow', ({ persisted }) => void (persisted && location.reload()));
  // A merchant's question, or another sign-in, that is opened where this page is open already.
  addEventListener('hashchange', () => void (/^#(ask|wx)=/.test(location.hash) && location.reload()));
  void keepPage('code');
  createApp(App).use(createRouter({ history: createWebHistory(), routes })).mount('#app');
}

void start();
