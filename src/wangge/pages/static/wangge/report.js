// Shows the chosen photos, takes the phone's position when asked, and says that a report is on its way. The page works without this file.
const form = document.getElementById("report");
const button = document.getElementById("position");
const said = document.getElementById("position-said");

if (button && navigator.geolocation && window.isSecureContext) {
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = said.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        form.elements.lat.value = coords.latitude.toFixed(6);
        form.elements.lng.value = coords.longitude.toFixed(6);
        said.textContent = `${said.dataset.taken} ${Math.ceil(coords.accuracy)} ${said.dataset.metres}`;
      },
      () => { said.textContent = said.dataset.none; },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 30000 },
    );
  });
}

const shoot = form.elements.photos;
const shots = form.querySelector(".shots");
form.classList.add("rich");
shoot.addEventListener("change", () => {
  shots.replaceChildren(...[...shoot.files].slice(0, 9).map((file) => {
    const picture = new Image();
    picture.alt = file.name;
    picture.src = URL.createObjectURL(file);
    return picture;
  }));
  shots.hidden = !shoot.files.length;
});

form.addEventListener("submit", () => {
  const send = form.querySelector("button:not([type=button])");
  send.textContent = form.dataset.sending;
  send.setAttribute("aria-disabled", "true");
  // The key makes a second sending harmless; the button comes back if the page is shown again.
  window.addEventListener("pageshow", () => location.reload(), { once: true });
}, { once: true });
