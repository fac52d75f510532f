// Keeps the page equal to the server's picture: a doorbell over server-sent events, then a fetch.

import * as render from "./render.js";

const EVENTS_SHOWN = 300;
const RECONNECT_AFTER = 1000; // milliseconds
const SKEW_IGNORED = 2000; // milliseconds; the header counts whole seconds
const place = (id) => document.getElementById(id);

const state = {
  machines: [],
  status: {},
  chosen: "",
  clock: 0, // the server's clock minus ours, in milliseconds
  cards: new Map(), // name -> {text, card}
  heard: 0, // the id of the last event
  busy: false,
  again: false,
};

const now = () => Date.now() + state.clock;

async function read(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status}`);
  }
  const skew = Date.parse(answer.headers.get("Date")) - Date.now();
  state.clock = Math.abs(skew) > SKEW_IGNORED ? skew : 0;
  return answer.json();
}

// One at a time: a change that comes while reading is read afterwards, once.
async function look() {
  if (state.busy) {
    state.again = true;
    return;
  }
  state.busy = true;
  try {
    [state.status, state.machines] = await Promise.all([read("/api/v1/status"), read("/api/v1/machines")]);
    show();
  } catch {
    // The stream notices too, and reads again when it is back.
  } finally {
    state.busy = false;
    if (state.again) {
      state.again = false;
      look();
    }
  }
}

function show() {
  place("cluster").textContent = state.status.cluster ?? "";
  place("commit").replaceChildren(...render.commit(state.status, now()));
  showBanners();
  showSummary();
  showMachines();
  document.title = title();
}

function title() {
  const ready = state.machines.filter((machine) => machine.state === "ready").length;
  const name = state.status.cluster ? `${state.status.cluster} · Bringup` : "Bringup";
  return state.machines.length ? `${ready}/${state.machines.length} ${name}` : name;
}

let bannersShown = "";
function showBanners() {
  const { rejected, git, suspended, commit } = state.status;
  const text = JSON.stringify([rejected, git, suspended, commit?.brief]);
  if (text !== bannersShown) {
    bannersShown = text;
    place("banners").replaceChildren(...render.banners(state.status));
  }
}

let summaryShown = "";
function showSummary() {
  const text = JSON.stringify([state.chosen, state.machines.map((m) => [m.state, Boolean(m.outlook.held)])]);
  if (text === summaryShown) {
    return;
  }
  summaryShown = text;
  const nav = place("summary");
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.filter : undefined;
  nav.replaceChildren(
    ...render.summary(state.machines, state.chosen, (key) => {
      state.chosen = key === state.chosen ? "" : key;
      show();
    }),
  );
  if (focused !== undefined) {
    nav.querySelector(`[data-filter="${focused}"]`)?.focus();
  }
}

const isChosen = (machine) =>
  state.chosen === "" || machine.state === state.chosen || (state.chosen === "held" && machine.outlook.held);

// Only cards that changed are made anew, so that a selection and a reader's place survive.
function showMachines() {
  const chosen = state.machines.filter(isChosen);
  const cards = chosen.map((machine) => {
    const text = JSON.stringify(machine);
    const old = state.cards.get(machine.name);
    if (old?.text === text) {
      return old.card;
    }
    const card = render.machine(machine);
    state.cards.set(machine.name, { text, card });
    return card;
  });
  const names = new Set(state.machines.map((machine) => machine.name));
  for (const name of state.cards.keys()) {
    if (!names.has(name)) {
      state.cards.delete(name);
    }
  }
  const list = place("machines");
  if (cards.length === 0) {
    list.replaceChildren(render.element("li", { class: "empty" }, empty()));
  } else if (cards.length !== list.children.length || cards.some((card, i) => list.children[i] !== card)) {
    list.replaceChildren(...cards);
  }
  render.tick(list, now());
}

function empty() {
  if (state.machines.length) {
    return "No machine is in this state now.";
  }
  return state.status.commit
    ? "The commit in force declares no machines. Add one file to machines/ and push."
    : "Waiting for the first commit.";
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

setInterval(() => render.tick(place("machines"), now()), 1000);
setInterval(() => place("commit").replaceChildren(...render.commit(state.status, now())), 15000);
look();
listen();
