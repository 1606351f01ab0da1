/** How large, how bright and how many: what a person sets once, kept on the device and put on the page before it shows. */

import { reactive, watchEffect } from 'vue';

export type Size = 'usual' | 'large';
export type Theme = 'auto' | 'light' | 'dark';

interface Comfort {
  size: Size;
  theme: Theme;
}

const KEPT_AS = 'comfort';
const atNight = matchMedia('(prefers-color-scheme: dark)');

/** Size `large` is the mode for elders (适老化): everything is 1.4 times as large, and there is less of it. */
export const comfort = reactive<Comfort>({ size: 'usual', theme: 'auto', ...kept() });

/** Let the page follow what is set, now and whenever it changes. */
export function followComfort(): void {
  const night = reactive({ isOn: atNight.matches });
  atNight.addEventListener('change', ({ matches }) => (night.isOn = matches));
  watchEffect(() => {
    const { size, theme } = comfort;
    const { dataset } = document.documentElement;
    dataset['size'] = size;
    document.documentElement.setAttribute('theme-mode', theme === 'dark' || (theme === 'auto' && night.isOn) ? 'dark' : 'light');
    localStorage.setItem(KEPT_AS, JSON.stringify({ size, theme }));
  });
}

function kept(): Partial<Comfort> {
  return JSON.parse(localStorage.getItem(KEPT_AS) ?? '{}') as Partial<Comfort>;
}
