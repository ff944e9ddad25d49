// "Done when sent" closes the conversation of a mail that left; a conversation opens at its newest words; "all shown"
// chooses every row. Without script each conversation still has its own buttons.
document.addEventListener("sent", () => {
  const wish = document.getElementById("send-done") as HTMLInputElement | null;
  const form = document.getElementById("done-form") as HTMLFormElement | null;
  if (wish?.checked && form) window.setTimeout(() => form.requestSubmit());
});

function toNewest(): void {
  const thread = document.querySelector<HTMLElement>("#conversation .thread");
  if (thread && thread.scrollHeight > thread.clientHeight) thread.scrollTop = thread.scrollHeight;
}

document.addEventListener("htmx:afterSettle", (event) => {
  const id = ((event as CustomEvent).detail.elt as HTMLElement).id;
  if (id === "conversation") toNewest();
  if (id !== "composing") return;
  // The editor arrives a moment after its form, and what is answered should stay in sight above it.
  const grows = new ResizeObserver(toNewest);
  grows.observe((event as CustomEvent).detail.elt as HTMLElement);
  window.setTimeout(() => grows.disconnect(), 1500);
});
toNewest();

document.addEventListener("change", (event) => {
  const all = event.target as HTMLInputElement;
  if (all.id !== "choose-all") return;
  for (const each of document.querySelectorAll<HTMLInputElement>("#inbox-list .pick")) each.checked = all.checked;
});
