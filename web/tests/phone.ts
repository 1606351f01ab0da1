/** What a phone's browser has and Node has not. */

Object.defineProperties(globalThis, {
  self: { value: globalThis },
  location: { value: { origin: 'https://card.example' } },
  matchMedia: { value: () => ({ matches: false, addEventListener: () => undefined }) },
  localStorage: { value: store() },
  sessionStorage: { value: store() },
  navigator: { value: { language: 'zh-CN', onLine: true } },
});

function store(): Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'clear'> {
  const kept = new Map<string, string>();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, value) => void kept.set(name, value),
    removeItem: (name) => void kept.delete(name),
    clear: () => kept.clear(),
  };
}
