/** The privacy notice in its present version. */

import { element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { dayInWords } from '../page/moments.ts';
import { backTo, section } from '../room/views.ts';
import { readNotice } from './mine-api.ts';
import { DATA } from './route.ts';

export async function noticeView(): Promise<Node[]> {
  const { title, version, effective_from: day, sections } = await readNotice();
  return [
    backTo(DATA),
    element('h1', { textContent: title }),
    element('p', { className: 'note', textContent: pick(`${version} 版，${dayInWords(day)}起`, `Version ${version}, from ${dayInWords(day)} on`) }),
    ...sections.map((one) => section(one.title, ...one.sentences.map((words) => element('p', { textContent: words })))),
  ];
}
