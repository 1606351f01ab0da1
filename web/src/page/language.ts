/** The language of the page: Chinese, or English where the phone or its holder asks for it. */

export type Language = 'zh' | 'en';

const KEPT_AS = 'language';

/** Return the language chosen here, else the phone's. */
export function language(): Language {
  const chosen = localStorage.getItem(KEPT_AS);
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

/** Return the words in the language of the page. */
export function pick(zh: string, en: string): string {
  return language() === 'zh' ? zh : en;
}

/** Return the language as a header or an attribute names it. */
export function languageTag(): string {
  return pick('zh-CN', 'en');
}

/** Let the button change the language; `redraw` then shows the page anew. */
export function offerLanguages(button: HTMLElement, redraw: () => unknown): void {
  const name = (): void => {
    document.documentElement.lang = languageTag();
    button.textContent = pick('English', '中文');
    button.lang = pick('en', 'zh-CN');
  };
  button.onclick = () => {
    localStorage.setItem(KEPT_AS, pick('en', 'zh'));
    name();
    redraw();
  };
  name();
}
