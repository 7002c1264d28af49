// A sealed place on this device for what somebody typed and could not save yet. They alone can
// read it, on a page to which they are signed in: the key comes with the page and is stored nowhere.

const { person = "", deviceKey = "" } = document.body.dataset;
const PREFIX = `gatepost-kept:${person}:`;

// Browsers seal nothing on a page that came neither by https nor from this machine. Then nothing
// is kept: never in the clear.
export const canKeep = Boolean(person && deviceKey && window.isSecureContext && storage());

const turns = new Map();
let key;
let over = false;

function storage() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const toBytes = (text) => Uint8Array.from(atob(text), (each) => each.charCodeAt(0));
const toText = (bytes) => btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(""));

function theKey() {
  key ??= crypto.subtle.importKey("raw", toBytes(deviceKey), "AES-GCM", false, ["encrypt", "decrypt"]);
  return key;
}

const sealedFor = (name, iv) => ({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(PREFIX + name) });

// Takes the place of what was kept under that name; false where the device cannot.
export async function keep(name, what) {
  if (!canKeep || over) return false;
  const turn = (turns.get(name) ?? 0) + 1;
  turns.set(name, turn);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(what));
  const sealed = new Uint8Array(await crypto.subtle.encrypt(sealedFor(name, iv), await theKey(), plain));
  // Something newer was kept meanwhile, or there is nothing to keep any more.
  if (over || turns.get(name) !== turn) return true;
  try {
    storage().setItem(PREFIX + name, `${toText(iv)}.${toText(sealed)}`);
    return true;
  } catch {
    return false;
  }
}

// What was kept under that name. What no key opens is of no use to anybody and is removed.
export async function kept(name) {
  const [iv, sealed] = (storage().getItem(PREFIX + name) ?? "").split(".");
  if (!sealed) return null;
  try {
    const plain = await crypto.subtle.decrypt(sealedFor(name, toBytes(iv)), await theKey(), toBytes(sealed));
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    forget(name);
    return null;
  }
}

export function forget(name) {
  turns.set(name, (turns.get(name) ?? 0) + 1);
  if (canKeep) storage().removeItem(PREFIX + name);
}

// The names of what this person left on this device; nobody else's.
export function keptNames() {
  if (!canKeep) return [];
  return Object.keys(storage())
    .filter((place) => place.startsWith(PREFIX))
    .map((place) => place.slice(PREFIX.length));
}

// They sign out: what is theirs is gone, and nothing more is kept on this page.
export function forgetEverything() {
  keptNames().forEach(forget);
  over = true;
}
