// The plan, the times of the past, and machines that are not in Git.

import { ago, element, link, percent, soon, took } from "./render.js";

export function table(caption, columns, rows, otherwise) {
  if (!rows.length) {
    return element("p", { class: "empty" }, otherwise);
  }
  const head = element("tr", {}, ...columns.map((name) => element("th", { scope: "col" }, name)));
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    element("table", { class: "list" }, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...rows)),
  );
}

export const row = (...cells) =>
  element("tr", {}, ...cells.map((cell) => (cell instanceof Element && cell.tagName === "TD" ? cell : element("td", {}, cell ?? ""))));
const number = (text) => element("td", { class: "number" }, text);
export const heading = (text) => element("h2", { tabindex: "-1", class: "name" }, text);

export const plan = {
  title: () => "Plan ·",
  read: async (fetch) => {
    const [now, held] = await Promise.all([fetch("/api/v1/plan"), fetch("/api/v1/held")]);
    return { now, held };
  },
  show: ({ now: { now: steps, held: kept, cluster }, held }, now) => {
    const since = new Map(held.map((hold) => [hold.machine, hold.since]));
    const turns = new Map(held.filter((hold) => hold.turn).map((hold) => [hold.machine, hold.turn.begins]));
    const all = [...kept, ...held.filter((hold) => !kept.some((k) => k.machine === hold.machine))];
    return [
      heading("Plan"),
      table(
        "Next",
        ["machine", "step", "costs", "because"],
        [
          ...(cluster?.now ? [row(`cluster, ${cluster.now.step}`, cluster.now.verb, "", cluster.now.because)] : []),
          ...steps.map((step) => row(link(step.machine), step.verb, step.blast, step.because)),
        ],
        "Nothing is to be done now.",
      ),
      table(
        "Held, and why",
        ["machine", "step", "rail", "because", "since", "its turn"],
        [
          ...(cluster?.held ?? []).map((hold) => row(`cluster, ${hold.step}`, hold.verb, hold.rail, hold.because)),
          ...all.map((hold) =>
            row(
              link(hold.machine),
              hold.verb,
              element("span", { title: hold.rule }, hold.rail),
              hold.because,
              since.has(hold.machine) ? ago(since.get(hold.machine), now) : "",
              turns.has(hold.machine) ? soon(turns.get(hold.machine), now) : "",
            ),
          ),
        ],
        "Nothing is held.",
      ),
    ];
  },
};

const SLOWEST = 50;

// The parts of an attempt, the longest first: a phase that it broke off in never ended, and counts as well.
function parts({ phases, end }) {
  const all = phases.map(({ phase, seconds }) => ({ phase, seconds }));
  const rest = end.seconds - all.reduce((sum, { seconds }) => sum + seconds, 0);
  if (end.ending !== "done") {
    const last = all.length ? all[all.length - 1].phase : undefined;
    all.push({ phase: last ? `what comes after ${last}` : "what comes first", seconds: Math.max(0, rest) });
  }
  return all.sort((a, b) => b.seconds - a.seconds);
}

// The answer to who asks first: which machine is slowest, and in which phase.
function slowest(attempts, ended) {
  const said = [];
  const [open] = attempts
    .filter((attempt) => attempt.running)
    .sort((a, b) => Date.parse(a.running.since) - Date.parse(b.running.since));
  if (open) {
    said.push(
      element(
        "p",
        { class: "lead", "data-slowest": "now" },
        "Slowest now: ",
        link(open.machine),
        `, in ${open.running.phase} for `,
        element("span", { "data-since": open.running.since }, "…"),
        ".",
      ),
    );
  }
  if (ended.length) {
    const [{ machine, opening, end }] = ended;
    const [longest] = parts(ended[0]);
    const why = end.ending === "done" ? "" : `; it ${end.ending === "failed" ? "failed" : "was superseded"}: ${end.because}`;
    said.push(
      element(
        "p",
        { class: "lead", "data-slowest": "past" },
        "Slowest so far: ",
        link(machine),
        `, ${took(end.seconds)} for its ${opening.goal} with ${opening.image}`,
        longest ? `, the longest part of it in ${longest.phase}, ${took(longest.seconds)}` : "",
        `${why}.`,
      ),
    );
  }
  return said;
}

export const times = {
  title: () => "Times ·",
  read: async (fetch) => {
    const [cycles, attempts] = await Promise.all([fetch("/api/v1/cycles"), fetch("/api/v1/attempts?limit=1000")]);
    return { cycles, attempts };
  },
  show: ({ cycles, attempts }) => {
    const longest = Math.max(0, ...cycles.map((of) => of.cycle?.max ?? 0));
    const ended = attempts.filter((attempt) => attempt.end).sort((a, b) => b.end.seconds - a.end.seconds);
    return [
      heading("Times"),
      ...slowest(attempts, ended),
      table(
        "From opening to end, by action, profile and image",
        ["action", "profile", "image", "done", "failed", "median", "p95", "ours", "least to most; median to p95 in colour"],
        cycles.map((of) =>
          row(
            of.action,
            of.profile,
            of.image,
            number(of.done),
            number(of.failed),
            number(of.cycle ? took(of.cycle.median) : ""),
            number(of.cycle ? took(of.cycle.p95) : ""),
            number(of.cycle?.ours ? `${took(of.cycle.ours.median)}, ${percent(of.cycle.share)}` : "unknown"),
            of.cycle ? spread(of.cycle, longest) : "",
          ),
        ),
        "No attempt has ended yet.",
      ),
      ...cycles.filter((of) => of.phases.length).map(phases),
      table(
        "Attempts, the slowest first",
        ["machine", "took", "ours", "slowest phase", "action", "image", "commit", "ended"],
        ended.slice(0, SLOWEST).map((attempt) => {
          const [longest] = parts(attempt);
          const { goal, image, commit } = attempt.opening;
          return row(
            link(attempt.machine),
            number(took(attempt.end.seconds)),
            number(attempt.ours ? percent(attempt.ours.share) : "unknown"),
            longest ? `${longest.phase}, ${took(longest.seconds)}` : "",
            goal,
            image,
            element("code", {}, commit),
            attempt.end.ending,
          );
        }),
        "None yet.",
      ),
    ];
  },
};

function spread(of, longest) {
  const at = (seconds) => `${(100 * seconds) / (longest || 1)}%`;
  const whole = element("i", { class: "whole" });
  whole.style.left = at(of.min);
  whole.style.width = at(of.max - of.min);
  const most = element("i", { class: "most" });
  most.style.left = at(of.median);
  most.style.width = at(of.p95 - of.median);
  const said = `least ${took(of.min)}, median ${took(of.median)}, p95 ${took(of.p95)}, most ${took(of.max)}`;
  return element("td", { class: "spread" }, element("div", { role: "img", "aria-label": said, title: said }, whole, most));
}

function phases(of) {
  const bars = element("div", { class: "bars", "aria-hidden": "true" });
  const list = element("ol", { class: "phases", "aria-label": "Phases, median and p95" });
  for (const { phase, seconds } of of.phases) {
    const bar = element("i", { "data-phase": phase, title: `${phase}: median ${took(seconds.median)}` });
    bar.style.flexGrow = String(Math.max(seconds.median, 0.001));
    bar.style.flexBasis = "0";
    bars.append(bar);
    list.append(
      element("li", { "data-phase": phase }, phase, element("span", { class: "took" }, `${took(seconds.median)}, p95 ${took(seconds.p95)}`)),
    );
  }
  return element("section", { class: "machine" }, element("h3", {}, `${of.action} of ${of.profile} with ${of.image}`), bars, list);
}

const size = (bytes) => (bytes >= 2 ** 40 ? `${Math.round(bytes / 2 ** 40)} TiB` : `${Math.round(bytes / 2 ** 30)} GiB`);

// What firmware says when nobody told it anything.
const NAMELESS = /^(unknown|none|default string|not specified|to be filled by o\.e\.m\.|system serial number|0123456789|[-0]*|[-fF]+)$/i;

function yaml({ mac, board }) {
  const known = Object.entries({ uuid: board.uuid, serial: board.serial }).filter(([, value]) => value && !NAMELESS.test(value));
  const identity = known.map(([name, value]) => `${name}: ${JSON.stringify(value)}`).join(", ");
  return [
    "apiVersion: bringup.dev/v1",
    "kind: Machine",
    `metadata: {name: machine-${mac.replaceAll(":", "").slice(6)}}`,
    "spec:",
    `  macAddress: ${mac}`,
    "  ipAddress: choose # one that fits",
    ...(identity ? [`  identity: {${identity}}`] : []),
    "  profile: choose # one that fits",
    "  power: [{wol: {}}, {ssh: {}}]",
    "",
  ].join("\n");
}

export const discovered = {
  title: () => "Discovered ·",
  read: (fetch) => fetch("/api/v1/discovered"),
  show: (found) => [
    heading("Discovered"),
    found.length
      ? element("p", { class: "lead" }, "Machines that netbooted and are not in Git. Put the text into a file of machines/ and push it, or let `bringup adopt` do it.")
      : element("p", { class: "empty" }, "No machine was discovered. Is policy.strangers set to inspect, and did one netboot?"),
    ...found.map((machine) =>
      element(
        "section",
        { class: "machine", "data-mac": machine.mac },
        element("h3", {}, `${machine.board.vendor} ${machine.board.product}`),
        element(
          "p",
          { class: "soft" },
          `${machine.cpus} CPUs, ${size(machine.memoryBytes)}, `,
          machine.disks.map((disk) => `${disk.name} ${size(disk.bytes)} ${disk.content}`).join(", "),
        ),
        element("pre", { tabindex: "0" }, yaml(machine)),
      ),
    ),
  ],
};
