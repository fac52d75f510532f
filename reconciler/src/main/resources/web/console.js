// Keeps the page equal to the server's picture: a doorbell over server-sent events, then a fetch.

import * as act from "./act.js";
import * as branches from "./branches.js";
import * as fleet from "./fleet.js";
import * as machine from "./machine.js";
import * as racks from "./racks.js";
import * as pages from "./pages.js";
import * as render from "./render.js";

const EVENTS_SHOWN = 300;
const RECONNECT_AFTER = 1000; // milliseconds
const WORKING = 1000; // milliseconds
const SKEW_IGNORED = 2000; // milliseconds; the header counts whole seconds
const place = (id) => document.getElementById(id);

const state = {
  status: {},
  troubles: [],
  clock: 0, // the server's clock minus ours, in milliseconds
  heard: 0, // the id of the last event
  busy: false,
  again: false,
  later: 0,
  route: "",
};

const now = () => Date.now() + state.clock;

async function read(path) {
  const answer = await fetch(path, { cache: "no-store" });
  const skew = Date.parse(answer.headers.get("Date")) - Date.now();
  state.clock = Math.abs(skew) > SKEW_IGNORED ? skew : 0;
  if (!answer.ok) {
    throw Object.assign(new Error(`${path}: ${answer.status}`), { status: answer.status });
  }
  return answer.json();
}

// What stands behind the `#/` of the address: a page, and what it is about.
function route() {
  const [, name, ...about] = location.hash.split("/");
  const page = { plan: pages.plan, times: pages.times, discovered: pages.discovered, branches, racks, machine }[name];
  return page ? { name, page, about: decodeURIComponent(about.join("/")) } : { name: "fleet" };
}

// One at a time: a change that comes while reading is read afterwards, once.
async function look() {
  if (state.busy) {
    state.again = true;
    return;
  }
  state.busy = true;
  try {
    const at = route();
    // When nobody answers the stream notices too, and this is called again when it is back.
    const answers = await Promise.all([
      read("/api/v1/status"),
      (at.page ?? fleet).read(read, at.about).catch((problem) => ({ problem })),
      read("/api/v1/troubles"),
    ]).catch(() => undefined);
    if (answers) {
      [state.status, , state.troubles] = answers;
      show(at, answers[1]);
    }
  } finally {
    state.busy = false;
    if (state.again) {
      state.again = false;
      look();
    }
  }
}

function show(at, shown) {
  place("cluster").textContent = state.status.cluster ?? "";
  place("commit").replaceChildren(...render.commit(state.status, now()));
  showBanners();
  act.show(state.status);
  place("fleet").hidden = Boolean(at.page);
  place("other").hidden = !at.page;
  for (const link of place("pages").children) {
    const current = link.dataset.page === (at.name === "machine" ? "fleet" : at.name);
    current ? link.setAttribute("aria-current", "page") : link.removeAttribute("aria-current");
  }
  if (shown.problem?.status !== 404 && shown.problem) {
    return;
  }
  if (at.page) {
    showOther(at, shown);
  } else {
    fleet.show(state.status, shown, now(), look);
  }
  const cluster = state.status.cluster ? `${state.status.cluster} · Bringup` : "Bringup";
  document.title = `${at.page ? at.page.title(at.about) : fleet.title(shown)} ${cluster}`.trim();
}

// Made anew only when it changed, so that a selection and a reader's place survive.
let otherShown = "";
function showOther(at, shown) {
  const text = JSON.stringify([at.name, at.about, shown, act.isUnlocked()]);
  if (text !== otherShown) {
    otherShown = text;
    const missing = shown.problem ? [render.element("h2", { tabindex: "-1" }, at.page.missing)] : null;
    const key = place("other").contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
    place("other").replaceChildren(...(missing ?? at.page.show(shown, now())));
    // Whoever goes through it by keyboard is not thrown out by what changes.
    const again = key && place("other").querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (again) {
      again.closest("ul")?.querySelector('[tabindex="0"]')?.setAttribute("tabindex", "-1");
      again.setAttribute("tabindex", "0");
      again.focus();
    }
  }
  // What is being worked out is asked for again: nothing rings when it is there.
  clearTimeout(state.later);
  if (at.page.waits?.(shown)) {
    state.later = setTimeout(look, WORKING);
  }
  render.tick(place("other"), now());
  if (state.route !== location.hash) {
    // Whoever hears the page instead of seeing it is told where they are.
    place("other").querySelector("h2")?.focus();
    window.scrollTo(0, 0);
  }
  state.route = location.hash;
}

let bannersShown = "";
function showBanners() {
  const { rejected, git, suspended, commit } = state.status;
  // How often each was seen changes all the time, and would be read out each time.
  const troubles = state.troubles.map(({ machine, sentence, remedy }) => ({ machine, sentence, remedy }));
  const text = JSON.stringify([rejected, git, suspended, commit?.brief, troubles]);
  if (text !== bannersShown) {
    bannersShown = text;
    place("banners").replaceChildren(...render.banners(state.status, troubles));
  }
}

function link(kind, text) {
  const shown = place("link");
  shown.dataset.link = kind;
  if (shown.textContent !== text) {
    shown.textContent = text;
  }
}

function listen() {
  const source = new EventSource(`/api/v1/events?after=${state.heard}`);
  source.addEventListener("open", () => {
    link("live", "live");
    look();
  });
  source.addEventListener("changed", look);
  source.addEventListener("note", (message) => {
    const list = place("events");
    const happened = JSON.parse(message.data);
    state.heard = happened.id;
    list.prepend(render.event(happened));
    while (list.children.length > EVENTS_SHOWN) {
      list.lastElementChild.remove();
    }
  });
  source.addEventListener("error", () => {
    // Browsers differ in when they try again and when they give up, so they are not asked to.
    source.close();
    link("lost", "reconnecting");
    setTimeout(listen, RECONNECT_AFTER);
  });
}

setInterval(() => {
  render.tick(place("machines"), now());
  render.tick(place("other"), now());
}, 1000);
setInterval(() => place("commit").replaceChildren(...render.commit(state.status, now())), 15000);
addEventListener("hashchange", look);
act.start(look);
fleet.start(look);
racks.start(look);
look();
listen();
