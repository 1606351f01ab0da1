/** The words of an answer, with the pages that they name as links. */

export interface Part {
  words: string;
  link: string | null;
}

/** Our own pages by the names that they have in answers; in traditional characters too, as those are written there. */
const PAGES: Readonly<Record<string, string>> = {
  授权管理: '/mine/consents', 授權管理: '/mine/consents',
  谁看过我: '/mine/log', 誰看過我: '/mine/log',
  登录的设备: '/mine/devices', 登錄的設備: '/mine/devices', 登入的裝置: '/mine/devices',
  屏蔽的商户: '/mine/blocked', 屏蔽的商戶: '/mine/blocked',
  微信提醒: '/mine/push',
  隐私说明: '/mine/notice', 隱私說明: '/mine/notice',
  我的资料: '/mine/data', 我的資料: '/mine/data',
  我的卡: '/cards',
  守信激励: '/perks', 守信激勵: '/perks',
  我的办理: '/cases', 我的辦理: '/cases',
  消息: '/inbox', 訊息: '/inbox',
  纸质信用码: '/code/paper', 紙質信用碼: '/code/paper', 紙本信用碼: '/code/paper',
};
/** Before words that are to be said to the bot, or that name a consent, a quoted name is no page. */
const NO_PAGE = /(?:回复|回覆|问我|問我|说|說|撤回|同意|、)$/;
const LINKS = /(https?:\/\/[^\s，。；）)]+)|(?:“([^“”]+)”|(我的[页頁]面))?[（(](\/[a-z][\w/-]*)[）)](?:的“([^“”]+)”)?|“([^“”]+)”/g;

/** Return the parts of what the bot says: whole addresses, pages with their address as in “消息”（/inbox）, and pages by their name alone. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  const add = (words: string, link: string | null = null): void => {
    const last = parts.at(-1);
    if (link === null && last?.link === null) last.words += words;
    else if (words) parts.push({ words, link });
  };
  let read = 0;
  for (const found of text.matchAll(LINKS)) {
    const before = text.slice(read, found.index);
    const [whole, address, quoted, mine, path, room, alone] = found;
    add(before);
    read = found.index + whole.length;
    if (address !== undefined) add(address, address);
    else if (path !== undefined) addPage(add, { quoted, mine, path, room });
    else if (alone !== undefined) addName(add, alone, !NO_PAGE.test(text.slice(0, found.index)));
  }
  add(text.slice(read));
  return parts;
}

/** Add a page with its address: the name is the link, and where a room of it is named, that is. */
function addPage(add: (words: string, link?: string) => void, { quoted, mine, path, room }: { quoted?: string; mine?: string; path: string; room?: string }): void {
  if (quoted !== undefined) {
    add('“');
    add(quoted, path);
    add('”');
  } else if (mine !== undefined) add(mine, path);
  else {
    add('（');
    add(path, path);
    add('）');
  }
  if (room === undefined) return;
  add('的');
  addName(add, room, true);
}

function addName(add: (words: string, link?: string) => void, name: string, mayBePage: boolean): void {
  add('“');
  add(name, mayBePage ? PAGES[name] : undefined);
  add('”');
}

/** Return the words without the numbered lines of choices that are shown as buttons below. */
export function withoutChoices(text: string, choices: readonly string[]): string {
  const lines = new Set(choices.map((choice, place) => `${place + 1}. ${choice}`));
  const isTold = (line: string): boolean => lines.has(line) || /^回[复覆][数數]字就行。$/.test(line);
  return choices.length === 0 ? text : text.split('\n').filter((line) => !isTold(line)).join('\n').replace(/\n{3,}/g, '\n\n').trim();
}
