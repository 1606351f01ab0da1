import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { shell } from './build/shell.ts';
import { traditionalWords } from './build/traditional.ts';

/** The pages that are kept on the device, by their paths. */
const KEPT = { '/v': 'v', '/scan': 'scan', '/code': 'index' };
/** Where the citizen's one page is; the service serves it at these (`built_pages.py`). */
const ROOMS = ['welcome', 'status', 'records', 'cases', 'inbox', 'code', 'perks', 'cards', 'help', 'mine'];
/** The desk and the operator's page are not kept: without a network there is nothing that they could do. */
const PAGES = ['v', 'scan', 'index', 'operator', 'officer'];
/** What pages load at first is in few files: each costs a slow network another round trip. The page `/v` goes without the second. */
const FIRST: [string, RegExp][] = [
  ['page', /src\/(page|ground)\/|\0/],
  ['screens', /node_modules|src\/(api|ui|look)\//],
  ['citizen', /src\/citizen\/(?!main\.ts)/],
];

export default defineConfig({
  appType: 'mpa',
  plugins: [vue(), traditionalWords(), shell(KEPT, ROOMS)],
  build: {
    target: 'es2020',
    // Data in addresses would be refused by the pages' own policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: {
        ...Object.fromEntries(PAGES.map((page) => [page, resolve(import.meta.dirname, `${page}.html`)])),
        sw: resolve(import.meta.dirname, 'src/sw.ts'),
      },
      // The service worker rules the paths beside it, so it lies at the top, under a name that stays.
      output: {
        entryFileNames: ({ name }) => (name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        codeSplitting: { groups: FIRST.map(([name, test]) => ({ name, test, tags: ['$initial' as const] })) },
      },
    },
  },
  test: { include: ['tests/**/*.test.ts'], setupFiles: ['tests/phone.ts'] },
});
