// While the name of a kindergarten is typed, the register's answer appears below it. The page works without.
const field = document.querySelector("[data-matches]");
const answer = document.getElementById("matches");
const QUIET = 400; // milliseconds after the last key

let waiting = 0;
let asked = field.value.trim();
let running = new AbortController();

async function ask() {
  const name = field.value.trim();
  if (name === asked) return;
  asked = name;
  running.abort();
  running = new AbortController();
  // in the body: the address and so the log of a proxy say nothing
  const body = new URLSearchParams({
    csrf_token: field.form.elements.csrf_token.value,
    kindergarten_name: name,
  });
  try {
    const response = await fetch(field.dataset.matches, { method: "POST", body, signal: running.signal });
    answer.innerHTML = response.status === 200 ? await response.text() : "";
  } catch (error) {
    // a newer question took over, or the line is down: the check page asks again
    if (error.name !== "AbortError") answer.innerHTML = "";
  }
}

function later(event) {
  // not while a Chinese word is still being put together
  if (event.isComposing) return;
  clearTimeout(waiting);
  waiting = setTimeout(ask, QUIET);
}

field.addEventListener("input", later);
field.addEventListener("compositionend", later);
