/** What a phone's browser has and Node has not. */

const kept = new Map<string, string>();

Object.defineProperties(globalThis, {
  self: { value: globalThis },
  localStorage: {
    value: {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => void kept.set(name, value),
      removeItem: (name: string) => void kept.delete(name),
      clear: () => kept.clear(),
    },
  },
  navigator: { value: { language: 'zh-CN', onLine: true } },
});
