// The page of the position: the telephone's own position, and a map where the office has set one up.
// Either only fills in the field; nothing is kept before the reporter sends the form. The page works without.
const form = document.querySelector("[data-position]").form;
const { text, way } = form.elements;
let filled = "";

function fill(latitude, longitude, how) {
  filled = `${latitude.toFixed(5)},${longitude.toFixed(5)}`;
  text.value = filled;
  tell(how);
}

// a position that was typed needs a source; one of the telephone or of our map has none to ask about
function tell(how) {
  way.value = how;
  const question = document.getElementById("source");
  if (question) question.hidden = how !== "";
}

// what is typed over it is the reporter's own
text.addEventListener("input", () => {
  if (text.value.trim() !== filled) tell("");
});

const device = document.getElementById("device");
if (device && navigator.geolocation && window.isSecureContext) {
  const said = device.querySelector("[role=status]");
  const words = device.dataset;
  device.hidden = false;
  device.querySelector("button").addEventListener("click", () => {
    said.textContent = words.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        fill(coords.latitude, coords.longitude, "device");
        const metres = Math.max(1, Math.round(coords.accuracy));
        said.textContent = (metres > 500 ? words.rough : words.found).replace("{n}", metres);
      },
      (error) => {
        said.textContent = error.code === error.PERMISSION_DENIED ? words.denied : words.failed;
      },
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 0 },
    );
  });
}

const part = document.getElementById("on-map");
if (part) {
  part.hidden = false;
  const open = part.querySelector("[data-open]");
  // asked first: whoever serves the pictures sees who looks at what
  open.addEventListener("click", async () => {
    open.hidden = true;
    await draw(part);
  });
}

async function draw(part) {
  const frame = part.querySelector(".ming-map");
  const put = part.querySelector("[data-put]");
  const said = part.querySelector("[role=status]");
  const words = frame.dataset;
  await import(words.leaflet);
  const { L } = window;

  // Leaflet empties a picture by a data: address, which our rules refuse; taking the address away does as well
  const Pictures = L.TileLayer.extend({
    _abortLoading() {},
    _removeTile(key) {
      this._tiles[key]?.el.removeAttribute("src");
      return L.GridLayer.prototype._removeTile.call(this, key);
    },
  });

  frame.hidden = false;
  put.hidden = false;
  const map = L.map(frame, { zoomControl: false }).setView(
    [Number(words.latitude), Number(words.longitude)],
    Number(words.zoom),
  );
  map.attributionControl.setPrefix(false);
  L.control.zoom({ zoomInTitle: words.nearer, zoomOutTitle: words.farther }).addTo(map);
  for (const address of words.tiles.split(/\s+/)) {
    new Pictures(address, { subdomains: "01234567", maxZoom: 18, attribution: words.attribution }).addTo(map);
  }
  const icon = L.divIcon({ className: "ming-pin", iconSize: [28, 28], iconAnchor: [14, 28] });
  let pin = null;

  function show(at) {
    if (pin === null) {
      pin = L.marker(at, { icon, draggable: true, autoPan: true, alt: words.pin, title: words.pin }).addTo(map);
      pin.on("dragend", () => place(pin.getLatLng()));
    }
    pin.setLatLng(at);
  }

  function place(at) {
    const point = at.wrap();
    show(point);
    fill(point.lat, point.lng, "map");
    said.textContent = words.marked.replace("{n}", filled);
  }

  map.on("click", (event) => place(event.latlng));
  put.addEventListener("click", () => place(map.getCenter()));
  if (words.pinned === "yes") show(map.getCenter());
  frame.focus();
}
