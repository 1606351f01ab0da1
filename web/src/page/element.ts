/** Makes elements out of texts, never out of HTML: what a certificate says is shown and not run. */

type Part = Node | string | null;
type Properties<T extends keyof HTMLElementTagNameMap> = Partial<Omit<HTMLElementTagNameMap[T], 'style' | 'attributes'>> & {
  attributes?: Record<string, string>;
};

/** Return a new element with these properties and children; a null child is left out. */
export function element<T extends keyof HTMLElementTagNameMap>(
  name: T,
  { attributes = {}, ...properties }: Properties<T> = {},
  ...parts: Part[]
): HTMLElementTagNameMap[T] {
  const made = document.createElement(name);
  Object.assign(made, properties);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...parts.filter((part) => part !== null));
  return made;
}

/** Return the element that the page's HTML has under this id. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found;
}
