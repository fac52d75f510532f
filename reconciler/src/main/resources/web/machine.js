// One machine: how it stands, what is next and why, and each attempt as a chart of its phases.

import { forMachine } from "./act.js";
import { row, table } from "./pages.js";
import { ago, element, fact, held, percent, spoken, state as badge, took } from "./render.js";

export const title = (name) => `${name} ·`;

export const missing = "There is no such machine";

export const read = (fetch, name) => fetch(`/api/v1/machines/${encodeURIComponent(name)}`);

export function show(detail, now) {
  const { machine } = detail;
  const { hardware, wanted, known } = machine;
  return [
    element("h2", { tabindex: "-1", class: "name" }, machine.name, " ", badge(machine.state)),
    element("p", { class: "lead" }, machine.outlook.next),
    forMachine(machine),
    machine.outlook.held ? held(machine.outlook.held, detail.held, now) : "",
    element(
      "dl",
      { class: "facts wide" },
      fact("wanted", `${wanted.state}, profile ${wanted.profile}, image ${wanted.image}`),
      fact("commit", detail.commit?.slice(0, 8), true),
      fact("address", hardware.address, true),
      fact("MAC", hardware.mac, true),
      fact("rack", hardware.rack),
      fact("power", known.power),
      fact("node", known.node && spoken(known.node)),
      fact("installed", known.installed, true),
      fact("to install", wanted.fingerprint, true),
      fact("last sign", known.sign),
      fact("if it netboots now", detail.served),
    ),
    evidence(detail.evidence, now),
    kept(machine.name, "payload", payload),
    kept(machine.name, "log", bootLog),
    element("h3", {}, "Attempts"),
    ...(detail.attempts.length ? detail.attempts.map(gantt) : [element("p", { class: "empty" }, "None yet.")]),
  ];
}

// What somebody opened stays open while the rest of the page changes.
const parts = new Map();
let partsOf = "";
function kept(machine, name, make) {
  if (partsOf !== machine) {
    partsOf = machine;
    parts.clear();
  }
  if (!parts.has(name)) {
    parts.set(name, make(machine));
  }
  return parts.get(name);
}

// What all of it rests on: who said so, and when.
function evidence(facts, now) {
  return facts.length
    ? table(
        "Evidence",
        ["what", "seen", "by", "when"],
        facts.map((seen) => row(seen.what, seen.value, seen.source, element("time", { datetime: seen.at }, ago(seen.at, now)))),
        "",
      )
    : "";
}

// What the machine itself logged while it booted.
function bootLog(machine) {
  const inside = element("div", {});
  const part = element("details", { class: "payload", "data-part": "log" }, element("summary", {}, "Boot log"), inside);
  part.addEventListener("toggle", async () => {
    if (part.open) {
      const answer = await fetch(`/api/v1/machines/${encodeURIComponent(machine)}/log`, { cache: "no-store" });
      const lines = answer.ok ? await answer.json() : [];
      const text = lines.map(({ at, text: said }) => `${new Date(at).toLocaleTimeString([], { hour12: false })}  ${said}`).join("\n");
      inside.replaceChildren(
        lines.length
          ? element("pre", { tabindex: "0" }, text)
          : element("p", { class: "soft" }, answer.ok ? "It logged nothing yet." : "What machines log is not kept here."),
      );
    }
  });
  return part;
}

// Asked for only when somebody looks: it may be large.
function payload(name) {
  const inside = element("div", {});
  const part = element("details", { class: "payload" }, element("summary", {}, "Payload, secrets masked"), inside);
  part.addEventListener("toggle", async () => {
    if (part.open) {
      inside.replaceChildren();
      const answer = await fetch(`/api/v1/machines/${encodeURIComponent(name)}/payload`, { cache: "no-store" });
      const found = answer.ok ? await answer.json() : { files: { "": await answer.text() } };
      for (const [file, text] of Object.entries(found.files)) {
        inside.append(element("h4", {}, file), element("pre", { tabindex: "0" }, text));
      }
    }
  });
  return part;
}

const WHY = {
  poll: () => "until Git was asked",
  queue: ({ by }) => `held by ${by}`,
  retry: () => "until the next try",
  told: () => "told to ask again",
  close: () => "until its stamp",
};

// What was not the machine's own time, from the cause on. Unknown is not nothing.
function ours({ ours: share, end }) {
  if (!share) {
    return "Our share of it is not known: nobody counted all of it.";
  }
  const whole = end ? `, ${percent(share.share)} of ${took((Date.parse(end.at) - Date.parse(share.since)) / 1000)} since its cause` : " so far";
  const waits = share.waits.map((wait) => `${WHY[wait.why](wait)} ${took(wait.seconds)}${wait.during ? ` in ${wait.during}` : ""}`);
  return `Ours: ${took(share.seconds)}${whole}${waits.length ? `: ${waits.join(", ")}` : ""}.`;
}

function gantt(attempt) {
  const bars = attempt.phases.map((bar) => ({ ...bar }));
  if (attempt.running) {
    bars.push({ phase: attempt.running.phase, since: attempt.running.since, evidence: "goes on" });
  }
  const whole = attempt.end ? attempt.end.seconds : bars.reduce((sum, bar) => sum + (bar.seconds ?? 0), 0) * 1.15;
  let from = 0;
  const rows = bars.map((bar) => {
    const width = bar.seconds ?? whole - from;
    const strip = element("i", { "data-phase": bar.phase, class: bar.since ? "running" : undefined });
    strip.style.marginLeft = `${(100 * from) / (whole || 1)}%`;
    strip.style.width = `${Math.max(0.4, (100 * width) / (whole || 1))}%`;
    from += bar.seconds ?? 0;
    return element(
      "tr",
      {},
      element("th", { scope: "row" }, bar.phase),
      element("td", { class: "number" }, bar.since ? element("span", { "data-since": bar.since }, "…") : took(bar.seconds)),
      element("td", { class: "strip", "aria-hidden": "true" }, strip),
      element("td", { class: "soft" }, bar.evidence),
    );
  });
  const ending = attempt.end ? `${attempt.end.ending} after ${took(attempt.end.seconds)}: ${attempt.end.because}` : "goes on";
  return element(
    "table",
    { class: "gantt", "data-attempt": attempt.id },
    element(
      "caption",
      {},
      element("b", {}, `${attempt.opening.goal}: ${ending}`),
      ` ${new Date(attempt.opening.at).toLocaleString()}, `,
      element("code", {}, attempt.opening.commit),
      `, ${attempt.opening.image}, because: ${attempt.opening.cause}`,
      element("span", { class: "ours" }, ours(attempt)),
    ),
    element(
      "thead",
      {},
      element("tr", {}, ...["phase", "took", "when", "evidence"].map((name) => element("th", { scope: "col" }, name))),
    ),
    element("tbody", {}, ...rows),
  );
}
