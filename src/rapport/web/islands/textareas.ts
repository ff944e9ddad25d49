// Text areas grow with their words where the browser cannot do it by itself, and count characters where asked:
// <textarea data-count-into="#id" data-part="160">.

const grows = CSS.supports("field-sizing", "content");

function settle(area: HTMLTextAreaElement): void {
  if (!grows && area.matches(".form-control, .composer textarea, [data-grow]")) {
    area.style.height = "auto";
    area.style.height = `${area.scrollHeight + 2}px`;
  }
  const place = area.dataset.countInto && document.querySelector(area.dataset.countInto);
  if (place) {
    const wide = /[^\u0000-\u007f£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉÄÖÑÜ§äöñüà€]/.test(area.value);
    const first = wide ? 70 : 160;
    const length = area.value.length;
    const parts = length <= first ? 1 : Math.ceil(length / (wide ? 67 : 153));
    place.textContent = `${length} / ${parts === 1 ? first : parts * (wide ? 67 : 153)}${parts > 1 ? ` · ${parts}×` : ""}`;
  }
}

document.addEventListener("input", (event) => event.target instanceof HTMLTextAreaElement && settle(event.target));
const all = () => document.querySelectorAll("textarea").forEach((area) => settle(area));
document.addEventListener("htmx:afterSettle", all);
all();
