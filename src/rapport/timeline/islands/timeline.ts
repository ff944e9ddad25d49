// The candidate page: the composer's tabs follow what was fetched, a form that was taken starts empty again, a link to
// an item can be copied, and an item that an address points to is brought into view. All of it works without script.
import { tell } from "../../web/islands/notices";
import { word } from "../../web/islands/page";

const composing = () => document.getElementById("composing");

document.addEventListener("htmx:afterSwap", (event) => {
  const { target, requestConfig } = (event as CustomEvent).detail;
  const kind = (requestConfig?.elt as HTMLElement | undefined)?.dataset?.compose;
  if (target !== composing() || !kind) return;
  for (const tab of document.querySelectorAll<HTMLElement>(".composer .kinds [data-compose]")) {
    if (tab.dataset.compose === kind) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  document.getElementById("compose")?.scrollIntoView({ block: "nearest" });
  const first = composing()?.querySelector<HTMLElement>("[data-first], .ProseMirror, textarea:not([hidden]), input:not([type=hidden]), select");
  first?.focus({ preventScroll: true });
});

// What was half typed is not thrown away by another tab without a word.
document.addEventListener("htmx:confirm", (event) => {
  const { target, elt } = (event as CustomEvent).detail;
  if (target !== composing() || !(elt as HTMLElement).dataset.compose) return;
  const current = document.querySelector<HTMLElement>(".composer .kinds [aria-current]")?.dataset.compose;
  if (current && current === (elt as HTMLElement).dataset.compose && !(elt as HTMLElement).matches("[href*='reply=']")) {
    event.preventDefault();
    composing()?.querySelector<HTMLElement>(".ProseMirror, textarea:not([hidden])")?.focus();
  }
});

// Something was written: the form closes, in the composer or in its dialog.
document.addEventListener("written", () => {
  composing()?.replaceChildren();
  for (const tab of document.querySelectorAll(".composer .kinds [aria-current]")) tab.removeAttribute("aria-current");
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
});

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  void navigator.clipboard.writeText(link.href).then(() => tell({ text: link.dataset.copied || word("close") }));
});

const aimed = location.hash.startsWith("#i") ? document.getElementById(location.hash.slice(1)) : null;
aimed?.scrollIntoView({ block: "center" });
