/** The citizen's records page: whatever the address names, once they are signed in. */

import '../page/look.css';
import '../code/look.css';
import '../room/look.css';
import './look.css';
import { pick } from '../page/language.ts';
import { openRoom } from '../room/room.ts';
import type { Desk } from '../room/views.ts';
import { caseView } from './case.ts';
import { casesView } from './cases.ts';
import { consentView } from './consent.ts';
import { disputeCheck, disputeForm } from './dispute.ts';
import { forgetFiles } from './files.ts';
import { messagesView } from './messages.ts';
import { overview } from './overview.ts';
import { repairView } from './repair.ts';
import { OVERVIEW, routeOf } from './route.ts';

function viewOf(desk: Desk): Promise<Node[]> {
  const route = routeOf(location.hash);
  switch (route.view) {
    case 'dispute':
      return disputeForm(route.record);
    case 'dispute-check':
      return disputeCheck(route.record, desk);
    case 'repair':
      return repairView(route.record, desk);
    case 'cases':
      return casesView();
    case 'case':
      return caseView(route.number, desk);
    case 'messages':
      return messagesView();
    case 'consent':
      return consentView(desk);
    case 'overview':
      return overview();
  }
}

void openRoom({
  about: () => ({
    title: pick('我的信用记录', 'My credit records'),
    words: pick('查看自己的信用状况和每条记录，提出异议、申请修复，都不收费。在微信小程序里打开本页，会自动登录。', 'See your own status and every record, dispute one, apply for repair, all free of charge. Opened in the WeChat mini-program, this page signs in by itself.'),
  }),
  whyName: () => pick('看自己的记录，要先核实一次姓名和身份证号。它们只发给服务核验，不存在这部手机里。', 'To see your records, prove your name once. What you enter goes to the service to be checked, and is not kept on this phone.'),
  home: OVERVIEW,
  viewOf,
  forget: forgetFiles,
});
