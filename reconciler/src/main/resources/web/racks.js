// The fleet rack by rack: a cell for each machine, its state by shape and word as well as by colour.

import { element, spoken, tone } from "./render.js";
import { heading } from "./pages.js";

const STEP = 12; // racks; more are shown as one scrolls
const SHAPES = { good: "●", busy: "◐", warn: "▲", bad: "■", rest: "○" };
const HELD = "‖";

let shown = STEP;
let changed = () => {};
let observer;

export const title = () => "Racks ·";

export const read = (fetch) => fetch(`/api/v1/racks?limit=${shown}`);

export function start(look) {
  changed = look;
  observer = new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting)) {
      shown += STEP;
      changed();
    }
  });
}

export function show({ racks, total }) {
  const more = element("p", { class: "more" }, `Scroll for ${total - racks.length} more racks`);
  observer.disconnect();
  if (racks.length < total) {
    observer.observe(more);
  }
  return [
    heading("Racks"),
    legend(racks),
    ...racks.map(rack),
    racks.length ? "" : element("p", { class: "empty" }, "The commit in force declares no machines."),
    racks.length < total ? more : "",
  ];
}

const shape = (state) => SHAPES[tone(state) ?? "rest"];

// Only what is there to be seen.
function legend(racks) {
  const states = new Set(racks.flatMap((rack) => Object.keys(rack.states)));
  const all = [...states].sort().map((state) =>
    element("li", { "data-tone": tone(state) }, element("span", { class: "shape", "aria-hidden": "true" }, shape(state)), spoken(state)),
  );
  if (racks.some((rack) => rack.held)) {
    all.push(element("li", {}, element("span", { class: "shape", "aria-hidden": "true" }, HELD), "Held by a rail"));
  }
  return element("ul", { class: "legend", "aria-label": "What the shapes mean" }, ...all);
}

function rack({ name, machines, states, held, cells, more }) {
  const title = name ?? "In no rack";
  const counts = Object.entries(states).map(([state, count]) => `${count} ${spoken(state)}`);
  const list = element("ul", { class: "cells", "aria-label": `Machines of ${title}` }, ...cells.map(cell));
  list.querySelector("a")?.setAttribute("tabindex", "0");
  list.addEventListener("keydown", (pressed) => move(list, pressed));
  return element(
    "section",
    { class: "rack", "aria-label": title },
    element("h3", {}, title, " ", element("span", { class: "soft" }, `${machines}: ${[...counts, ...(held ? [`${held} held`] : [])].join(", ")}`)),
    list,
    more ? element("p", { class: "soft" }, `And ${more} more: find them on the page of machines.`) : "",
  );
}

function cell({ name, state, held }) {
  const said = `${name}: ${spoken(state)}${held ? `, held by ${held}` : ""}`;
  return element(
    "li",
    {},
    element(
      "a",
      {
        href: `#/machine/${encodeURIComponent(name)}`,
        class: "cell",
        tabindex: "-1",
        title: said,
        "aria-label": said,
        "data-key": `cell ${name}`,
        "data-cell": name,
        "data-tone": tone(state),
      },
      element("span", { class: "shape", "aria-hidden": "true" }, shape(state)),
      element("span", {}, name),
      held ? element("span", { class: "shape", "aria-hidden": "true" }, HELD) : "",
    ),
  );
}

// One stop of the Tab key for each rack; inside, the arrows go from cell to cell, also up and down.
function move(list, pressed) {
  const all = [...list.querySelectorAll("a")];
  const at = all.indexOf(document.activeElement);
  const columns = all.filter((a) => a.offsetTop === all[0].offsetTop).length;
  const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns, Home: -at, End: all.length - 1 - at };
  const to = all[at + (steps[pressed.key] ?? NaN)];
  if (at >= 0 && to) {
    pressed.preventDefault();
    all[at].setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
  }
}
