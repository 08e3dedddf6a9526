// Fills in where somebody stands from the phone's position when asked. The page works without this file.
for (const button of document.querySelectorAll("button[data-position]")) {
  if (!navigator.geolocation || !window.isSecureContext) break;
  const { lat, lng } = button.form.elements;
  const said = button.nextElementSibling;
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = said.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        lat.value = coords.latitude.toFixed(6);
        lng.value = coords.longitude.toFixed(6);
        said.textContent = `${said.dataset.taken} ${Math.ceil(coords.accuracy)} ${said.dataset.metres}`;
      },
      () => { said.textContent = said.dataset.none; },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 },
    );
  });
}
