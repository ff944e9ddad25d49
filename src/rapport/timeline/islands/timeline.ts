// The candidate page: the composer's tabs follow what was fetched, a form that was taken starts empty again, a link to
// an item can be copied, and an item that an address points to is brought into view. All of it works without script.
import { tell } from "../../web/islands/notices";
import { word } from "../../web/islands/page";

const composing = () => document.getElementById("composing");
const tabs = () => [...document.querySelectorAll<HTMLElement>(".composer .kinds [data-compose]")];
let open = tabs().find((tab) => tab.hasAttribute("aria-current"))?.dataset.compose ?? "";

function show(kind: string): void {
  for (const tab of tabs()) {
    if (tab.dataset.compose === kind) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  const place = composing();
  if (place) place.hidden = !kind;
}

// The caret goes where one begins: the subject while it is empty, then the words.
function begin(): void {
  const place = composing();
  document.getElementById("compose")?.scrollIntoView({ block: "nearest" });
  const subject = open === "email" ? place?.querySelector<HTMLInputElement>("input[name=subject]") : null;
  const editor = open === "log" ? null : place?.querySelector<HTMLElement & { editor?: object }>("rp-editor");
  if (subject && !subject.value) subject.focus({ preventScroll: true });
  else if (editor?.editor) editor.focus();
  else if (editor) editor.setAttribute("autofocus", "");
  else place?.querySelector<HTMLElement>("select, input:not([type=hidden]), textarea")?.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterSwap", (event) => {
  const { target, requestConfig } = (event as CustomEvent).detail;
  const kind = (requestConfig?.elt as HTMLElement | undefined)?.dataset?.compose;
  if (target !== composing() || !kind) return;
  open = kind;
  show(kind);
  begin();
});

// What is half typed stays as it is when its own tab is chosen again.
document.addEventListener("htmx:confirm", (event) => {
  const { target, elt } = (event as CustomEvent).detail;
  const kind = (elt as HTMLElement).dataset.compose;
  if (target !== composing() || !kind || kind !== open || (elt as HTMLElement).matches("[href*='reply=']")) return;
  event.preventDefault();
  show(kind);
  begin();
});

// Escape folds the form away with all that was typed; its tab brings it back.
document.addEventListener("keydown", (event) => {
  const place = composing();
  if (event.key !== "Escape" || event.defaultPrevented || !place?.contains(event.target as Node)) return;
  show("");
  tabs().find((tab) => tab.dataset.compose === open)?.focus();
});

// Something was written: the form closes, in the composer or in its dialog.
function close(): void {
  composing()?.replaceChildren();
  open = "";
  show("");
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
}

// A moment later: the answer's further events are still to come, and bubble from the very form that goes.
document.addEventListener("written", () => window.setTimeout(close));

if (open && location.hash === "#compose") begin();

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-copy]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  void navigator.clipboard.writeText(link.href).then(() => tell({ text: link.dataset.copied || word("close") }));
});

const aimed = location.hash.startsWith("#i") ? document.getElementById(location.hash.slice(1)) : null;
aimed?.scrollIntoView({ block: "center" });
