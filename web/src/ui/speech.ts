/** The language of the screens, which are all shown anew when it changes: the service's words change with it. */

import { reactive } from 'vue';
import { chooseLanguage, languageTag, type Language } from '../page/language.ts';

export const speech = reactive<{ tag: Language }>({ tag: languageTag() });

export function speak(tag: Language): void {
  chooseLanguage(tag);
  speech.tag = tag;
}
