// "Done when sent": a mail that left from the inbox closes its conversation, if that was wished.
document.addEventListener("sent", () => {
  const wish = document.getElementById("send-done") as HTMLInputElement | null;
  const form = document.getElementById("done-form") as HTMLFormElement | null;
  if (wish?.checked && form) window.setTimeout(() => form.requestSubmit());
});
