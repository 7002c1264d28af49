// What goes from this page to the server, and whether that arrived.
import { forget } from "./keep.js";

const person = document.body.dataset.person ?? "";
let going = false;

export const random = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");

// The one opened page in which somebody types.
export const writer = random();

// Sends it as htmx would; the state that its line would be in, and the line itself.
export async function send({ href, body }) {
  const headers = { "HX-Request": "true", "Gatepost-Typist": person };
  try {
    const signal = AbortSignal.timeout(10_000);
    const answer = await fetch(href, { method: "POST", body: new URLSearchParams(body), headers, signal });
    return { state: answer.headers.get("Gatepost-Saving") ?? "fault", line: await answer.text() };
  } catch {
    return { state: "fault", line: "" };
  }
}

// Another page is on its way.
export function goes() {
  going = true;
  setTimeout(() => (going = false), 10_000);
}

// The next page may have been made before this arrived: where one is on its way, that page asks.
export function arrivedOf(name) {
  if (!going) forget(name);
}
