// <form data-draft="/people/7/draft/note/">: what somebody types is kept by the server, sealed, as they go on: a moment
// after they pause, before another form takes the place, and when the page goes. Nothing is stored on the machine.

const PAUSE = 900;
const timers = new WeakMap<HTMLFormElement, number>();
const dirty = new Set<HTMLFormElement>();

const formOf = (event: Event) => (event.target as Element).closest?.<HTMLFormElement>("form[data-draft]") ?? null;

function words(form: HTMLFormElement): URLSearchParams {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string" && name !== "once") kept.append(name, value);
  return kept;
}

function forget(form: HTMLFormElement): void {
  clearTimeout(timers.get(form));
  dirty.delete(form);
}

function remember(form: HTMLFormElement): void {
  dirty.add(form);
  clearTimeout(timers.get(form));
  timers.set(form, window.setTimeout(() => void keep(form), PAUSE));
}

/** Keeps what is not kept yet; a page that goes cannot wait for the answer, so the browser delivers it afterwards. */
async function keep(form: HTMLFormElement): Promise<void> {
  if (!dirty.has(form)) return;
  const body = words(form);
  forget(form);
  try {
    await fetch(form.dataset.draft!, { method: "POST", body, keepalive: true });
  } catch {
    if (form.isConnected) dirty.add(form);
  }
}

const keepAll = () => dirty.forEach((form) => void keep(form));

for (const kind of ["input", "change"]) {
  document.addEventListener(kind, (event) => {
    const form = formOf(event);
    if (form) remember(form);
  });
}

// What is being saved, or begun afresh, is no draft any more; what could not be saved is one again.
document.addEventListener("submit", (event) => {
  const form = formOf(event);
  if (form) forget(form);
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = formOf(event);
  if (form && (event as CustomEvent).detail.requestConfig.verb === "post") forget(form);
});
document.addEventListener("htmx:sendError", (event) => {
  const form = formOf(event);
  if (form) remember(form);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const form = formOf(event);
  if (form?.querySelector(".form-error")) remember(form);
});

// Another form is about to take the place: the words first. On the window, so that others may have their say before.
window.addEventListener("htmx:confirm", (event) => {
  const { elt, target, issueRequest } = (event as CustomEvent).detail;
  if (event.defaultPrevented || !(elt as HTMLElement).dataset?.compose) return;
  const open = [...dirty].filter((form) => (target as Element | null)?.contains(form));
  if (!open.length) return;
  event.preventDefault();
  void Promise.all(open.map(keep)).then(() => issueRequest(true));
});

document.addEventListener("visibilitychange", () => document.hidden && keepAll());
window.addEventListener("pagehide", keepAll);
