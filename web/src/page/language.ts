/** The language of the page: simplified or traditional Chinese, or English, as the phone has it or its holder asks. */

export type Language = 'zh-CN' | 'zh-TW' | 'en';

export const LANGUAGES: Readonly<Record<Language, string>> = { 'zh-CN': '简体中文', 'zh-TW': '繁體中文', en: 'English' };

const KEPT_AS = 'language';
const TRADITIONAL = /^zh-(tw|hk|mo|hant)/i;

/** Return the language chosen here, else the phone's; as a header or an attribute names it. */
export function languageTag(): Language {
  const chosen = localStorage.getItem(KEPT_AS);
  if (chosen !== null && chosen in LANGUAGES) return chosen as Language;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : chineseTag();
}

/** Return the words in the language of the page; the build adds the traditional ones to each two that stand in the code. */
export function pick(zh: string, en: string, traditional = zh): string {
  const tag = languageTag();
  return tag === 'en' ? en : tag === 'zh-TW' ? traditional : zh;
}

/** Speak this language from now on; who shows words shows them anew. */
export function chooseLanguage(tag: Language): void {
  localStorage.setItem(KEPT_AS, tag);
  document.documentElement.lang = tag;
}

/** Let the button change between English and Chinese; `redraw` then shows the page anew. */
export function offerLanguages(button: HTMLElement, redraw: () => unknown): void {
  const name = (): void => {
    document.documentElement.lang = languageTag();
    button.textContent = pick('English', '中文');
    button.lang = pick('en', 'zh-CN');
  };
  button.onclick = () => {
    chooseLanguage(languageTag() === 'en' ? chineseTag() : 'en');
    name();
    redraw();
  };
  name();
}

function chineseTag(): Language {
  return TRADITIONAL.test(navigator.language) ? 'zh-TW' : 'zh-CN';
}
