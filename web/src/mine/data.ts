/** 我的资料: a report, a copy of everything, a pause, the end of the account, and the privacy notice. */

import { act, element } from '../page/element.ts';
import { pick } from '../page/language.ts';
import { backTo, section, type Desk } from '../room/views.ts';
import { save } from './files.ts';
import { pausePart } from './home.ts';
import { fetchExport, fetchReport, readMe, setPaused, type Me } from './mine-api.ts';
import { pressing } from './pressing.ts';
import { DELETION, HOME, NOTICE } from './route.ts';

export async function dataView(desk: Desk): Promise<Node[]> {
  const me = await readMe();
  const report = async (): Promise<void> => save(await fetchReport(), 'credit-status-report.pdf');
  const everything = async (): Promise<void> => save(await fetchExport(), 'my-data.zip');
  return [
    backTo(HOME),
    element('h1', { textContent: pick('我的资料', 'My data') }),
    pausePart(me),
    section(
      pick('信用状况报告', 'Report'),
      element('p', { textContent: pick('PDF 文件：等级、每条记录和理由。里面有你的信息，发给别人前请想一想。', 'A PDF with the level, every record and its reason. It tells of you: think before you hand it on.') }),
      pressing(pick('下载报告', 'Download the report'), 'other', desk, report),
    ),
    section(
      pick('导出我的数据', 'Export my data'),
      element('p', { textContent: pick('一个压缩包：这里存着的关于你的全部内容，能给人看，也能给程序读。一天最多三次。', 'A ZIP of all that is held of you, for people and for programs to read; three times a day at most.') }),
      pressing(pick('导出', 'Export'), 'other', desk, everything),
    ),
    pauseSection(me, desk),
    section(
      pick('注销账户', 'Close my account'),
      element('p', { textContent: pick('先看清单：删什么、依法留什么，再决定。', 'First read what goes and what the law keeps, then decide.') }),
      act(pick('看注销清单', 'Read the list'), DELETION),
    ),
    act(pick('隐私说明', 'Privacy notice'), NOTICE),
  ].filter((part) => part !== null);
}

function pauseSection({ paused_since: since }: Me, desk: Desk): HTMLElement {
  const isPaused = since !== null;
  const turn = async (): Promise<void> => {
    await setPaused(!isPaused);
    await desk.goOn(isPaused ? pick('已恢复。', 'Resumed.') : pick('已暂停。什么都没有删，随时可以恢复。', 'Paused. Nothing was deleted; you can resume at any time.'));
  };
  return section(
    pick('暂停使用我的信息', 'Pause the use of my data'),
    element('p', { textContent: pick('暂停期间不评价、不核验信用码、不发新的激励；什么都不删，绑定的卡照常使用。', 'While paused nothing is derived, verified or newly granted; nothing is deleted, and linked cards work as ever.') }),
    pressing(isPaused ? pick('恢复', 'Resume') : pick('暂停', 'Pause'), 'other', desk, turn),
  );
}
