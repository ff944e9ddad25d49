// The editor is loaded only where one stands, now or after a swap.
import { address } from "./page";

let loading = false;
function look(): void {
  if (loading || !address("editor") || !document.querySelector("rp-editor")) return;
  loading = true;
  void import(/* @vite-ignore */ address("editor"));
}
document.addEventListener("htmx:load", look);
look();
