// Files go up in parts while one writes on: `data-uploads` on the field says where to. One after
// another, each with its progress; an interrupted one goes on from what arrived, and what arrived
// is told by the server (`_added_files.html`), so that nothing of it stays on this device.

const PART = 5_000_000;
const WAITS = [1000, 3000, 5000, 10_000, 20_000, 30_000];
const UNREACHABLE = "Gatepost cannot be reached just now. What arrived is kept.";

const element = (tag, given) => Object.assign(document.createElement(tag), given);

const statusOf = (error) => error.originalResponse?.getStatus() ?? 0;

// What a moment may mend: no answer, a fault of the server's, or a part that arrived after all.
function mayPass(error) {
  const status = statusOf(error);
  return status === 0 || status >= 500 || (status === 409 && Boolean(error.originalResponse.getHeader("Upload-Offset")));
}

// What a link or a button in the list is for, whenever it was made.
const nameOf = ({ href, value }) => href ?? value;

const holdsFiles = ({ dataTransfer }) => Boolean(dataTransfer?.types.includes("Files"));

// A file dropped beside where files go would be opened in place of the page, and of what is typed.
function goesNowhere(event) {
  if (event.defaultPrevented || !holdsFiles(event) || event.target.matches?.("input[type=file]")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

class Line {
  constructor(uploads, file) {
    this.uploads = uploads;
    this.file = file;
    this.item = element("li", { className: "app-files__file" });
    this.progress = element("progress", { className: "app-files__progress", max: 100, value: 0 });
    this.progress.setAttribute("aria-label", file.name);
    this.said = element("span", { className: "app-quiet", textContent: "Waits" });
    this.cancel = this.button("Cancel", () => this.give(true));
    this.item.append(element("span", { className: "app-files__name", textContent: file.name }), this.progress, this.said, this.cancel);
  }

  button(text, act) {
    const made = element("button", { type: "button", className: "app-button-link", textContent: text });
    made.append(element("span", { className: "govuk-visually-hidden", textContent: ` ${this.file.name}` }));
    made.addEventListener("click", act);
    return made;
  }

  send() {
    if (document.activeElement === this.again) this.cancel.focus();
    this.again?.remove();
    const { file, uploads } = this;
    const { Upload } = window.tus;
    return new Promise((done) => {
      this.done = done;
      this.upload ??= new Upload(file, {
        endpoint: uploads.to,
        uploadUrl: uploads.arrivedOf(file),
        chunkSize: PART,
        retryDelays: WAITS,
        storeFingerprintForResuming: false,
        metadata: { filename: file.name, mark: String(file.lastModified) },
        onShouldRetry: (error) => mayPass(error) && this.pause(),
        onProgress: (sent, size) => this.say(Math.floor((sent / size) * 100)),
        onError: (error) => this.stop(error),
        onSuccess: () => this.arrive(),
      });
      this.say(0);
      this.upload.start();
    });
  }

  say(percent) {
    this.said.removeAttribute("role");
    this.progress.value = percent;
    this.said.textContent = percent < 100 ? `${percent} %` : "Is looked at";
  }

  pause() {
    this.said.textContent = `${this.progress.value} %, goes on once Gatepost can be reached`;
    return true;
  }

  sayWhy(sentence) {
    this.said.setAttribute("role", "alert");
    this.said.textContent = sentence;
    this.progress.hidden = true;
  }

  refuse(sentence) {
    this.sayWhy(sentence);
    this.cancel.firstChild.textContent = "Leave it out";
    this.upload = null;
  }

  stop(error) {
    const sentence = error.originalResponse?.getBody() || UNREACHABLE;
    if (mayPass(error) || statusOf(error) === 401) {
      this.sayWhy(sentence);
      this.again = this.button("Go on", () => this.uploads.add(this));
      this.cancel.before(this.again);
      this.waits = true;
    } else this.refuse(sentence);
    this.done();
  }

  async arrive() {
    await this.uploads.refresh();
    this.leave();
    this.uploads.tell(`${this.file.name} was added.`);
    this.done();
  }

  // Whoever had the focus in it is in the next line, or where files are chosen.
  leave() {
    const next = this.item.nextElementSibling ?? this.item.previousElementSibling;
    const was = this.item.contains(document.activeElement);
    this.item.remove();
    if (was) (next?.querySelector("button") ?? this.uploads.field).focus();
  }

  // Taken out of the list; what arrived is thrown away.
  async give() {
    this.over = true;
    this.leave();
    try {
      await this.upload?.abort(Boolean(this.upload.url));
    } catch {
      // It is thrown away in a day.
    }
    this.done?.();
    this.uploads.tell(`${this.file.name} was left out.`);
    await this.uploads.refresh();
  }
}

class Uploads {
  constructor(field) {
    this.field = field;
    this.form = field.form;
    this.to = field.dataset.uploads;
    this.group = field.closest(".govuk-form-group");
    this.waiting = [];
    this.list = element("ul", { className: "app-files__list app-files__list--sent", hidden: true });
    this.heard = element("p", { className: "govuk-visually-hidden" });
    this.heard.setAttribute("role", "status");
    field.before(this.list, this.heard);
    this.group.querySelector("button[value=upload]").remove();
    const dropped = window.matchMedia("(any-pointer: fine)").matches ? ", or drop them here" : "";
    this.group.querySelector(".govuk-hint").append(` Choose several at once${dropped}.`);
    field.addEventListener("change", () => {
      const chosen = [...field.files];
      field.value = "";
      this.choose(chosen);
    });
    for (const happening of ["dragover", "dragleave", "drop"]) window.addEventListener(happening, (event) => this.drag(event));
    window.addEventListener("online", () => this.lines?.filter((line) => line.waits).forEach((line) => this.add(line)));
    window.addEventListener("beforeunload", (event) => this.working && event.preventDefault());
  }

  get added() {
    return document.getElementById("added_files");
  }

  // Wherever on the page they are dropped, they are meant for the piece that is written here.
  drag(event) {
    if (!holdsFiles(event) || (event.type === "dragleave" && event.relatedTarget)) return;
    event.preventDefault();
    this.group.classList.toggle("app-files--over", event.type === "dragover");
    if (event.type !== "drop") return;
    this.drop([...event.dataTransfer.items].filter(({ kind }) => kind === "file"));
    this.group.scrollIntoView({ block: "nearest" });
  }

  drop(items) {
    const isFolder = (item) => item.webkitGetAsEntry()?.isDirectory;
    const folders = items.filter(isFolder).map((item) => item.getAsFile());
    this.choose(items.filter((item) => !isFolder(item)).map((item) => item.getAsFile()));
    for (const folder of folders) this.line(folder).refuse("It is a folder. Drop the files that are in it.");
  }

  choose(files) {
    for (const file of files) this.add(this.line(file));
  }

  line(file) {
    const line = new Line(this, file);
    this.list.append(line.item);
    this.list.hidden = false;
    return line;
  }

  add(line) {
    line.waits = false;
    line.progress.hidden = false;
    this.lines = [...(this.lines ?? []).filter((each) => each !== line), line];
    this.waiting.push(line);
    this.work();
  }

  async work() {
    if (this.working) return;
    this.working = true;
    await import("./tus.js");
    while (this.waiting.length) {
      const line = this.waiting.shift();
      if (!line.over) await line.send();
    }
    this.working = false;
    this.list.hidden = !this.list.children.length;
  }

  // Where an upload of the same file was interrupted before, and is not in hand now.
  arrivedOf(file) {
    const same = ({ dataset }) => dataset.name === file.name && dataset.size === String(file.size) && dataset.mark === String(file.lastModified);
    const found = [...this.added.querySelectorAll("[data-upload]")].find(same);
    found?.remove();
    return found?.dataset.upload ?? null;
  }

  tell(sentence) {
    this.heard.textContent = sentence;
  }

  // The list as it is by now. The piece has a new version, for which what is typed is kept anew.
  async refresh() {
    try {
      const answer = await fetch(this.to.replace(/uploads$/, "files"), { headers: { "Gatepost-Unasked": "1" } });
      if (answer.status !== 200) return;
      const list = await answer.text();
      const at = this.added.contains(document.activeElement) ? nameOf(document.activeElement) : null;
      this.added.outerHTML = list;
      if (at) [...this.added.querySelectorAll("a, button")].find((each) => nameOf(each) === at)?.focus();
    } catch {
      return;
    }
    for (const line of this.lines) {
      const inHand = line.upload?.url && new URL(line.upload.url, location).pathname;
      if (inHand) this.added.querySelector(`[data-upload="${inHand}"]`)?.remove();
    }
    const version = this.form.elements.namedItem("version");
    const now = Number(this.added.dataset.version);
    if (now !== Number(version.value) + 1) return;
    version.value = now;
    if (this.form.querySelector(".app-save-state")?.dataset.state) version.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

export function sendFiles() {
  document.querySelectorAll("input[type=file][data-uploads]").forEach((field) => new Uploads(field));
  for (const happening of ["dragover", "drop"]) window.addEventListener(happening, goesNowhere);
}
