/** Starts the officers' desk. */

import { createApp } from 'vue';
import { createRouter, createWebHashHistory } from 'vue-router';
import '../look/look.css';
import { followComfort } from '../look/comfort.ts';
import { languageTag, pick } from '../page/language.ts';
import App from './App.vue';
import { learnDemo } from '../ui/demo.ts';
import { routes } from './routes.ts';

// The number of a case stands behind `#`, where it reaches no server and none of its logs.
const router = createRouter({ history: createWebHashHistory(), routes });
router.afterEach(({ params }) => {
  const desk = pick('经办工作台 · 市民诚信卡', 'Officers’ desk · Citizen integrity card');
  document.title = typeof params['number'] === 'string' ? `${params['number']} · ${desk}` : desk;
});

document.documentElement.lang = languageTag();
followComfort();
void learnDemo();
// A page that comes back out of the browser's memory would show a case after signing out.
addEventListener('pageshow', ({ persisted }) => void (persisted && location.reload()));
createApp(App).use(router).mount('#app');
