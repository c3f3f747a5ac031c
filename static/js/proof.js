// Under pressure: solves a challenge while the answers are being checked, and lets the report go without waiting.
// Where it cannot (no secure connection, no workers, an old browser) the page stays as it is without script.
import { solveChallengeWorkers } from "../build/altcha.min.js";

const PATIENCE = 20000;

const box = document.querySelector("[data-proof]");
const form = box.closest("form");
const status = box.querySelector("[role=status]");
const slowLane = status.textContent;

async function solve() {
  const answer = await fetch(box.dataset.proof, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`challenge: ${answer.status}`);
  const challenge = await answer.json();
  const solution = await solveChallengeWorkers({
    challenge,
    concurrency: Math.min(4, navigator.hardwareConcurrency || 2),
    createWorker: async () => new Worker(box.dataset.worker),
    timeout: 60000,
  });
  if (!solution) throw new Error("no solution in time");
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "proof";
  field.value = btoa(JSON.stringify({ challenge, solution }));
  form.append(field);
}

let working = false;
let sending = false;

async function prove() {
  working = true;
  status.textContent = box.dataset.working;
  try {
    await solve();
    status.textContent = box.dataset.done;
  } catch {
    status.textContent = slowLane;
  }
  working = false;
  if (sending) form.submit();
}

if (globalThis.isSecureContext && globalThis.crypto?.subtle && globalThis.Worker) {
  form.addEventListener("submit", (event) => {
    if (!working) return;
    // sent as soon as it is solved, and in any case before anybody gives up waiting
    event.preventDefault();
    if (!sending) setTimeout(() => form.submit(), PATIENCE);
    sending = true;
  });
  prove();
}
