// The machines as cards: as many as were scrolled to, so that ten thousand are no burden.

import * as render from "./render.js";

const STEP = 60;
const place = (id) => document.getElementById(id);

const state = {
  chosen: "",
  find: "",
  shown: STEP,
  cards: new Map(), // name -> {text, card}
};

export async function read(fetch) {
  const asked = new URLSearchParams({ limit: String(state.shown + 1) });
  if (state.chosen) {
    asked.set("state", state.chosen);
  }
  if (state.find) {
    asked.set("find", state.find);
  }
  const [summary, machines] = await Promise.all([fetch("/api/v1/summary"), fetch(`/api/v1/machines?${asked}`)]);
  return { summary, machines };
}

export function start(look) {
  let waiting = 0;
  place("find").addEventListener("input", (typed) => {
    state.find = typed.target.value.trim();
    state.shown = STEP;
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });
  new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting) && !place("more").hidden) {
      state.shown += STEP;
      look();
    }
  }).observe(place("more"));
}

export function title({ summary }) {
  return summary.machines ? `${summary.states.ready ?? 0}/${summary.machines}` : "";
}

export function show(status, { summary, machines }, now, look) {
  showSummary(summary, look);
  const more = machines.length > state.shown;
  showMachines(status, summary, machines.slice(0, state.shown), now);
  place("more").hidden = !more;
  place("more").textContent = more ? "Scroll for more" : "";
}

let summaryShown = "";
function showSummary(summary, look) {
  const text = JSON.stringify([state.chosen, summary]);
  if (text === summaryShown) {
    return;
  }
  summaryShown = text;
  const nav = place("summary");
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.filter : undefined;
  nav.replaceChildren(
    ...render.summary(summary, state.chosen, (key) => {
      state.chosen = key === state.chosen ? "" : key;
      state.shown = STEP;
      look();
    }),
  );
  if (focused !== undefined) {
    nav.querySelector(`[data-filter="${focused}"]`)?.focus();
  }
}

// Only cards that changed are made anew, so that a selection and a reader's place survive.
function showMachines(status, summary, machines, now) {
  const cards = new Map();
  for (const machine of machines) {
    const text = JSON.stringify(machine);
    const old = state.cards.get(machine.name);
    cards.set(machine.name, old?.text === text ? old : { text, card: render.machine(machine) });
  }
  state.cards = cards;
  const wanted = [...cards.values()].map(({ card }) => card);
  const list = place("machines");
  if (wanted.length === 0) {
    list.replaceChildren(render.element("li", { class: "empty" }, empty(status, summary)));
  } else if (wanted.length !== list.children.length || wanted.some((card, i) => list.children[i] !== card)) {
    list.replaceChildren(...wanted);
  }
  render.tick(list, now);
}

function empty(status, summary) {
  if (summary.machines) {
    return state.find ? "No machine is called so." : "No machine is in this state now.";
  }
  return status.commit
    ? "The commit in force declares no machines. Add one file to machines/ and push."
    : "Waiting for the first commit.";
}
