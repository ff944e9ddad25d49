// Dialogs and drawers. [data-open="#id"] opens a <dialog>, [data-close] closes the one around it;
// [data-drawer="rail"|"aside"] slides the rail or the right column in on narrow screens.
// A dialog that is the target of an hx-get opens when its words have arrived.

let opener: HTMLElement | null = null;

export function openDialog(dialog: HTMLDialogElement): void {
  if (dialog.open) return;
  opener = document.activeElement as HTMLElement;
  dialog.showModal();
  dialog.querySelector<HTMLElement>("[autofocus], input:not([type=hidden]), select, textarea")?.focus();
}

function drawers(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(".rail.open, .side.open, .who.open, .rail:target, .side:target, .who:target")];
}

function shutDrawers(): boolean {
  const open = drawers();
  for (const drawer of open) drawer.classList.remove("open");
  if (["#rail", "#aside"].includes(location.hash)) history.replaceState(null, "", location.pathname + location.search);
  for (const button of document.querySelectorAll("[data-drawer]")) button.setAttribute("aria-expanded", "false");
  return open.length > 0;
}

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  const toOpen = target.closest<HTMLElement>("[data-open]");
  const dialog = toOpen && document.querySelector<HTMLDialogElement>(toOpen.dataset.open!);
  if (dialog instanceof HTMLDialogElement) {
    event.preventDefault();
    openDialog(dialog);
  }
  if (target.closest("[data-close]")) target.closest("dialog")?.close();
  if (target instanceof HTMLDialogElement && !target.hasAttribute("data-stay")) target.close();
  if (target.closest(".veil, [data-drawer-close]") || target.closest(".rail a")) shutDrawers();
  const slider = target.closest<HTMLElement>("[data-drawer]");
  if (slider) {
    event.preventDefault();
    const place = slider.dataset.drawer === "rail" ? document.querySelector(".rail") : document.querySelector(".side:has(*), .who");
    const open = !place?.classList.contains("open");
    shutDrawers();
    place?.classList.toggle("open", open);
    slider.setAttribute("aria-expanded", String(open));
    if (open) place?.querySelector<HTMLElement>("a[href], button")?.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
  const slider = document.querySelector<HTMLElement>('[data-drawer][aria-expanded="true"]');
  if (shutDrawers()) slider?.focus();
});

document.addEventListener("close", (event) => {
  const dialog = event.target as HTMLElement;
  if (dialog.id === "dialog" || dialog.id === "drawer") dialog.replaceChildren();
  if (opener?.isConnected) opener.focus();
}, true);

document.addEventListener("htmx:afterSwap", (event) => {
  const target = (event as CustomEvent).detail.target as HTMLElement;
  if (target instanceof HTMLDialogElement) target.childElementCount ? openDialog(target) : target.close();
});

document.addEventListener("close-dialog", () => {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
});

// "Are you sure?" in the house's own dialog: hx-confirm and <form data-confirm="…">, with data-confirm-label for
// the button and data-confirm-danger where there is no way back.
function ask(question: string, elt: HTMLElement, then: () => void): void {
  const dialog = document.getElementById("confirm") as HTMLDialogElement;
  dialog.querySelector("[data-question]")!.textContent = question;
  const yes = dialog.querySelector<HTMLButtonElement>("[data-yes]")!;
  yes.textContent = elt.dataset.confirmLabel || yes.dataset.yes || "";
  const danger = "confirmDanger" in elt.dataset;
  yes.classList.toggle("btn-danger", danger);
  yes.classList.toggle("btn-primary", !danger);
  yes.onclick = () => { dialog.close(); then(); };
  openDialog(dialog);
}

document.addEventListener("htmx:confirm", (event) => {
  const { question, elt, issueRequest } = (event as CustomEvent).detail;
  if (!question) return;
  event.preventDefault();
  ask(question, elt as HTMLElement, () => issueRequest(true));
});

document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  if (!form.dataset.confirm || form.dataset.sure) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const submitter = (event as SubmitEvent).submitter as HTMLButtonElement | null;
  ask(form.dataset.confirm, form, () => {
    form.dataset.sure = "1";
    form.requestSubmit(submitter);
    delete form.dataset.sure;
  });
}, true);

