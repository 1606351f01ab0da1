/** Tells the service worker which files each page needs, and packs what is built. */

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin, Rolldown } from 'vite';

type Bundle = Rolldown.OutputBundle;

/** Return the plugin; `pages` are the entries from which the pages are built, by their paths; `rooms` are the first parts of the paths at which the citizen's page is. */
export function shell(pages: Readonly<Record<string, string>>, rooms: readonly string[]): Plugin {
  return {
    name: 'shell',
    apply: 'build',
    writeBundle({ dir = '' }, bundle) {
      const files = Object.fromEntries(Object.entries(pages).map(([path, entry]) => [path, [...filesOf(entry, bundle)].sort()]));
      const worker = join(dir, 'sw.js');
      const told = JSON.stringify({ version: versionOf(dir), pages: files, rooms });
      writeFileSync(worker, readFileSync(worker, 'utf8').replace('__SHELL__', () => told));
      for (const file of builtFiles(dir)) writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }));
    },
  };
}

/** Return the addresses of everything that a page loads, at once or later. */
function filesOf(page: string, bundle: Bundle): Set<string> {
  const found = new Set<string>();
  const visit = (name: string): void => {
    const one = bundle[name];
    if (one === undefined || found.has(`/${name}`)) return;
    found.add(`/${name}`);
    if (one.type !== 'chunk') return;
    const { importedCss = [], importedAssets = [] } = one.viteMetadata ?? {};
    for (const next of [...one.imports, ...one.dynamicImports, ...importedCss, ...importedAssets]) visit(next);
  };
  const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry && one.name === page);
  if (entry === undefined) throw new Error(`no entry of the page ${page}`);
  visit(entry.fileName);
  return found;
}

function versionOf(dir: string): string {
  const hash = createHash('sha256');
  for (const file of builtFiles(dir)) hash.update(file.slice(dir.length)).update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}

function builtFiles(dir: string): string[] {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name)).sort();
}
