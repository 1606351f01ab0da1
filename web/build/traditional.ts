/** Traditional characters: gives each `pick(zh, en)` and each pair `[zh, en]` traditional characters, made while the pages are built. */

import MagicString from 'magic-string';
import { Converter } from 'opencc-js/cn2t';
import type { Plugin } from 'vite';

type Node = { type: string; start: number; end: number } & Record<string, unknown>;

/** Characters alone and no terms, as the service converts its own words: a dictionary of terms takes 注销 for signing out. */
const convert = Converter({ from: 'cn', to: 'tw' });
/** Where the dictionary takes one character for another. */
const MENDED: readonly [string, string][] = [['週歲', '周歲']];
const CHINESE = /[\u3400-\u9fff]/;

/** Return the plugin. A dictionary of a megabyte stays here; what a phone loads are the words alone. */
export function traditionalWords(): Plugin {
  return {
    name: 'traditional-words',
    enforce: 'post',
    transform(code, id) {
      if (!/\.(ts|vue)(\?|$)/.test(id) || id.includes('node_modules') || !code.includes('pick')) return null;
      const edited = withTraditional(code, this.parse(code) as unknown as Node);
      return edited && { code: edited.toString(), map: edited.generateMap({ hires: true }) };
    },
  };
}

/** Return the code with a third part in each outermost `pick` and pair of two, or null where there is none with Chinese words. */
export function withTraditional(code: string, tree: Node): MagicString | null {
  const edited = new MagicString(code);
  const visit = (node: Node): void => {
    const two = isPick(node) ? (node['arguments'] as Node[]) : pairOf(node);
    if (two !== null) {
      const [zh, en] = two;
      const words = code.slice(zh!.start, zh!.end);
      if (CHINESE.test(words)) edited.appendLeft(en!.end, `, ${traditional(words)}`);
      return;
    }
    for (const child of Object.values(node)) {
      for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) visit(one);
    }
  };
  visit(tree);
  return edited.hasChanged() ? edited : null;
}

/** Return words in traditional characters. */
export function traditional(words: string): string {
  return MENDED.reduce((text, [wrong, right]) => text.replaceAll(wrong, right), convert(words));
}

/** Tell whether this is a call of `pick` as the language's own file or a page's template makes it. */
function isPick(node: Node): boolean {
  if (node.type !== 'CallExpression' || (node['arguments'] as Node[]).length !== 2) return false;
  let callee = node['callee'] as Node;
  if (callee.type === 'CallExpression') callee = (callee['arguments'] as Node[])[0] ?? callee;
  if (callee.type === 'MemberExpression') callee = callee['property'] as Node;
  return callee.type === 'Identifier' && callee['name'] === 'pick';
}

/** Return the two parts of `['中文', 'English']`, which a page hands to `pick` later; null for any other node. */
function pairOf(node: Node): Node[] | null {
  if (node.type !== 'ArrayExpression') return null;
  const parts = node['elements'] as Node[];
  const [zh, en] = parts.map((part) => (part?.type === 'Literal' ? String(part['value']) : ''));
  return parts.length === 2 && CHINESE.test(zh ?? '') && en !== '' && !CHINESE.test(en ?? '') ? parts : null;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}
