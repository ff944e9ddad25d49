// Rows with keys of their own: the buttons of the row one is in (or of the first) lend their data-row-key to the page.
// <li data-item>…<button data-row-key="d" data-row-key-label="Done">. It runs before keys.ts, which then presses them.

function lend(): void {
  const list = document.querySelector("[data-list]:has([data-row-key])");
  if (!list) return;
  const rows = [...list.querySelectorAll("[data-item]")];
  const here = rows.find((row) => row.matches(".at, :focus-within")) ?? rows[0];
  for (const each of list.querySelectorAll<HTMLElement>("[data-row-key]")) {
    if (here?.contains(each)) {
      each.dataset.key = each.dataset.rowKey;
      each.dataset.keyLabel = each.dataset.rowKeyLabel ?? "";
    } else if (each.dataset.key) {
      delete each.dataset.key;
      delete each.dataset.keyLabel;
    }
  }
}

document.addEventListener("keydown", lend, true);
document.addEventListener("click", (event) => (event.target as Element).closest("[data-show-keys]") && lend(), true);
