// Toasts. The server sends them in the page, or by HX-Trigger: {"notice": {text, tone, undo: {url, label, seconds}}}.
import { headers, icon, make, word } from "./page";

export interface Notice { text: string; tone?: "ok" | "wait" | "stop" | "in"; undo?: { url: string; label?: string; seconds?: number } }

const SIGNS = { ok: "circle-check", wait: "alert-triangle", stop: "circle-x", in: "info-circle" };
const STAYS_FOR = 7000;

// What the server holds for so many seconds can be undone for so long, whatever the pointer does meanwhile.
function countDown(notice: HTMLElement, button: HTMLElement, seconds: number): void {
  const ends = Date.now() + seconds * 1000, label = button.textContent;
  const show = () => {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (left <= 0 || !notice.isConnected) { clearInterval(tick); notice.remove(); return; }
    count.textContent = ` (${left})`;
  };
  const count = make("span", { "aria-hidden": "true" });
  button.replaceChildren(label ?? "", count);
  const tick = setInterval(show, 250);
  show();
}

function settle(notice: HTMLElement): void {
  if (notice.dataset.settled) return;
  notice.dataset.settled = "1";
  if (notice.classList.contains("stop")) return;
  let left = STAYS_FOR + (notice.querySelector(".undo") ? 4000 : 0);
  const tick = setInterval(() => {
    if (!notice.isConnected) return clearInterval(tick);
    if (notice.matches(":hover, :focus-within") || document.hidden) return;
    left -= 250;
    if (left <= 0) notice.remove();
  }, 250);
}

export function tell({ text, tone = "ok", undo }: Notice): void {
  const notice = make("div", { class: `notice ${tone}` }, icon(SIGNS[tone] ?? "info-circle"), make("div", { class: "text" }, text));
  if (undo) {
    const button = make("button", { class: "undo", type: "button" }, undo.label || word("undo"));
    button.addEventListener("click", () => {
      notice.remove();
      if (window.htmx) void window.htmx.ajax("POST", undo.url, { swap: "none", headers: headers() });
    });
    notice.append(button);
    if (undo.seconds) notice.dataset.settled = "1";
  }
  notice.append(make("button", { class: "x", type: "button", "aria-label": word("close") }, icon("x")));
  document.getElementById("notices")?.append(notice);
  const button = notice.querySelector<HTMLElement>(".undo");
  if (undo?.seconds && button) countDown(notice, button, undo.seconds);
  settle(notice);
}

document.addEventListener("click", (event) => (event.target as Element).closest(".notice .x")?.closest(".notice")?.remove());
document.addEventListener("notice", (event) => {
  const detail = (event as CustomEvent).detail;
  tell({ ...detail, text: detail.text ?? detail.value ?? "" });
});

const region = document.getElementById("notices");
if (region) {
  const all = () => region.querySelectorAll<HTMLElement>(".notice").forEach(settle);
  all();
  new MutationObserver(all).observe(region, { childList: true });
}

// An answer that names its own place is shown there whatever its status; any other failure is told in one sentence.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent).detail;
  if (detail.xhr.status >= 400 && detail.xhr.getResponseHeader("HX-Retarget")) {
    detail.shouldSwap = true;
    detail.isError = false;
  }
});
document.addEventListener("htmx:responseError", (event) => {
  const status = (event as CustomEvent).detail.xhr.status as number;
  if (status !== 422) tell({ text: word(status === 403 ? "signedout" : "failed"), tone: "stop" });
});
for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, () => tell({ text: word("offline"), tone: "stop" }));
}
