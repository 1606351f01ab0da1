/** The citizen's page for consents, cards, perks, the access log and their data; the address names the view. */

import '../page/look.css';
import '../code/look.css';
import '../room/look.css';
import './look.css';
import { pick } from '../page/language.ts';
import { openRoom } from '../room/room.ts';
import type { Desk } from '../room/views.ts';
import { cardView } from './card.ts';
import { cardsView } from './cards.ts';
import { consentsView } from './consents.ts';
import { dataView } from './data.ts';
import { deletionView } from './deletion.ts';
import { grantView } from './grant.ts';
import { homeView } from './home.ts';
import { linkView } from './link.ts';
import { historyView, logView } from './log.ts';
import { noticeView } from './notice.ts';
import { perkView } from './perk.ts';
import { perksView } from './perks.ts';
import { HOME, routeOf } from './route.ts';

function viewOf(desk: Desk): Promise<Node[]> {
  const route = routeOf(location.hash);
  switch (route.view) {
    case 'consents':
      return consentsView(desk);
    case 'history':
      return historyView(desk);
    case 'log':
      return logView(desk);
    case 'cards':
      return cardsView();
    case 'link':
      return linkView(route.operator, desk);
    case 'card':
      return cardView(route.id, desk);
    case 'perks':
      return perksView(desk);
    case 'perk':
      return perkView(route.id, desk);
    case 'grant':
      return grantView(route.id, desk);
    case 'data':
      return dataView(desk);
    case 'deletion':
      return deletionView(desk);
    case 'notice':
      return noticeView();
    case 'home':
      return homeView();
  }
}

void openRoom({
  about: () => ({
    title: pick('我的', 'Mine'),
    words: pick('管理授权、绑卡、申请守信激励、看谁看过你的信息、导出或注销。在微信小程序里打开本页，会自动登录。', 'Manage consents, link cards, ask for perks, see who looked at your data, export it or close the account. Opened in the WeChat mini-program, this page signs in by itself.'),
  }),
  whyName: () => pick('授权、绑卡和激励都只能由本人办，所以要先核实一次姓名和身份证号。它们只发给服务核验，不存在这部手机里。', 'Consents, cards and perks are yours alone, so prove your name once. What you enter goes to the service to be checked, and is not kept on this phone.'),
  home: HOME,
  viewOf,
  forget: () => undefined,
});
