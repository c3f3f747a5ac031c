// Making and using passkeys: shows the forms that need script, and puts the browser's answer into them.
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const keys = (list) => (list ?? []).map((key) => ({ ...key, id: bytes(key.id) }));

async function create(options) {
  const made = await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: keys(options.excludeCredentials),
    },
  });
  return answer(made, {
    clientDataJSON: text(made.response.clientDataJSON),
    attestationObject: text(made.response.attestationObject),
  });
}

async function get(options) {
  const used = await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: bytes(options.challenge),
      allowCredentials: keys(options.allowCredentials),
    },
  });
  return answer(used, {
    clientDataJSON: text(used.response.clientDataJSON),
    authenticatorData: text(used.response.authenticatorData),
    signature: text(used.response.signature),
    userHandle: used.response.userHandle ? text(used.response.userHandle) : null,
  });
}

const answer = (credential, response) =>
  JSON.stringify({ id: credential.id, rawId: text(credential.rawId), type: credential.type, response });

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.hidden = false;
  const ask = form.dataset.passkey === "create" ? create : get;
  form.addEventListener("submit", async (event) => {
    if (form.elements.answer.value) return;
    event.preventDefault();
    form.querySelector("[data-passkey-said]").textContent = "";
    try {
      form.elements.answer.value = await ask(JSON.parse(form.dataset.options));
      form.requestSubmit();
    } catch {
      form.querySelector("[data-passkey-said]").textContent = form.dataset.failed;
    }
  });
}
