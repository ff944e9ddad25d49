// What the page tells its islands: words in the reader's language, addresses, the CSRF token.

declare global {
  interface Window { htmx?: any }
}

const meta = (name: string): string =>
  document.querySelector<HTMLMetaElement>(`meta[name="rp:${name}"]`)?.content ?? "";

/** A word in the reader's language, from the data attributes of #rp-words. */
export function word(key: string): string {
  return document.getElementById("rp-words")?.dataset[key] ?? "";
}

export const address = (name: "icons" | "editor"): string => meta(name);

/** The headers every fetch that changes something must carry. */
export function headers(): Record<string, string> {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  } catch {
    return {};
  }
}

export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `${address("icons")}#${name}`);
  svg.append(use);
  return svg;
}

/** An element by tag, with properties and children: text always arrives as text. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null;
  if (!element?.closest) return false;
  return element.isContentEditable || !!element.closest("input:not([type=checkbox],[type=radio]), textarea, select");
}

let counter = 0;
export const uid = (prefix: string): string => `${prefix}-${++counter}`;
