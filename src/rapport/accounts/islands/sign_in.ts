// Signing in: says in words when a passkey fails, and tells a new account the browser's time zone.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.querySelector<HTMLElement>("[data-passkey-error]");
  if (place) place.hidden = false;
});

for (const field of document.querySelectorAll<HTMLInputElement>("input[data-time-zone]")) {
  field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone;
}
