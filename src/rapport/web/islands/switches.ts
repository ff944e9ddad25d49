// The theme switch: at once on the page, then kept by the server. Without script the form posts itself.
import { headers } from "./page";

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[data-theme-choice]");
  if (!button?.form) return;
  event.preventDefault();
  const wish = button.dataset.themeChoice ?? "auto";
  document.documentElement.dataset.theme = wish;
  document.dispatchEvent(new Event("rp:theme"));
  for (const other of document.querySelectorAll<HTMLElement>("[data-theme-choice]")) {
    other.setAttribute("aria-pressed", String(other.dataset.themeChoice === wish));
  }
  const body = new URLSearchParams({ theme: wish });
  void fetch(button.form.action, { method: "POST", body, headers: headers() });
});

document.addEventListener("change", (event) => {
  const field = event.target as HTMLElement;
  if (field.matches("select[data-submit], input[data-submit]")) (field as HTMLSelectElement).form?.requestSubmit();
});
