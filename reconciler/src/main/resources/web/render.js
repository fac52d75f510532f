// Values into elements. Text only ever becomes text nodes, so nothing that a commit says can become markup.

const TONES = {
  ready: "good",
  installing: "busy",
  waking: "busy",
  rebooting: "busy",
  wiping: "busy",
  draining: "busy",
  leaving: "busy",
  stopped: "bad",
  notReady: "warn",
};

const SPOKEN = {
  ready: "Ready",
  notReady: "Not ready",
  installing: "Installing",
  waking: "Waking",
  rebooting: "Rebooting",
  wiping: "Wiping",
  draining: "Draining",
  leaving: "Leaving",
  stopped: "Stopped",
  maintenance: "Maintenance",
  asleep: "Asleep",
  released: "Released",
  off: "Off",
  unknown: "Unknown",
};

export const tone = (state) => TONES[state];

export const spoken = (state) => SPOKEN[state] ?? state;

export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) {
      made.setAttribute(name, value);
    }
  }
  made.append(...children.filter((child) => child !== undefined && child !== null));
  return made;
}

export function took(seconds) {
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  const whole = Math.floor(seconds);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    const rest = whole % 60;
    return `${Math.floor(whole / 60)} min${rest ? ` ${rest} s` : ""}`;
  }
  const minutes = Math.floor((whole % 3600) / 60);
  return `${Math.floor(whole / 3600)} h${minutes ? ` ${minutes} min` : ""}`;
}

export const percent = (part) => `${Math.round(100 * part)}%`;

export function ago(iso, now) {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 5) {
    return "just now";
  }
  return seconds < 86400 ? `${took(seconds)} ago` : new Date(iso).toLocaleString();
}

/** When something is expected: what is late may come any moment. */
export function soon(iso, now) {
  const seconds = (Date.parse(iso) - now) / 1000;
  return seconds < 5 ? "any moment" : `in about ${took(seconds)}`;
}

export function commit(status, now) {
  if (!status.commit) {
    return ["no commit is in force yet"];
  }
  const made = status.commit;
  return [
    element("code", { title: made.id }, made.brief),
    " ",
    element("strong", {}, made.subject),
    ` by ${made.author}, `,
    element("time", { datetime: made.time }, ago(made.time, now)),
  ];
}

// As many as a person reads at once; the API has all.
const TROUBLES = 3;

export function banners(status, troubles) {
  const all = [];
  if (status.rejected) {
    const { commit: made, problems } = status.rejected;
    const count = problems.length === 1 ? "one error" : `${problems.length} errors`;
    all.push(
      element(
        "section",
        { class: "banner bad", "data-banner": "rejected" },
        element("h2", {}, `Commit ${made.brief} is rejected with ${count}`),
        element("p", {}, `“${made.subject}” by ${made.author}. ${status.commit ? `${status.commit.brief} stays in force.` : "Nothing is in force."}`),
        element("div", { class: "problems" }, ...problems.map(problem)),
      ),
    );
  }
  if (status.git) {
    all.push(
      element(
        "section",
        { class: "banner warn", "data-banner": "git" },
        element("h2", {}, "Git cannot be used"),
        element("p", {}, `${status.git}. What was accepted last stays in force.`),
      ),
    );
  }
  if (troubles.length) {
    const latest = troubles.slice(-TROUBLES).reverse();
    const more = troubles.length - latest.length;
    all.push(
      element(
        "section",
        { class: "banner warn", "data-banner": "troubles" },
        element("h2", {}, "Something is wrong on the network"),
        ...latest.map(({ machine, sentence, remedy }) => element("p", {}, `${machine ? `${machine}: ` : ""}${sentence}; ${remedy}`)),
        more ? element("p", {}, `And ${more} more within the last hour.`) : "",
      ),
    );
  }
  if (status.commit && status.commit.byHand) {
    all.push(
      element(
        "section",
        { class: "banner warn", "data-banner": "byHand" },
        element("h2", {}, `${status.commit.brief} was accepted by hand`),
        element("p", {}, status.commit.byHand),
      ),
    );
  }
  if (status.suspended) {
    all.push(
      element(
        "section",
        { class: "banner warn", "data-banner": "suspended" },
        element("h2", {}, status.suspended.by === "hand" ? "The fleet is suspended by hand" : "The fleet is suspended"),
        element("p", {}, status.suspended.reason),
      ),
    );
  }
  return all;
}

export function problem(found) {
  const lines = found.rendered.split("\n").map((line) => {
    const caret = /^ *\| +\^$/.test(line);
    const text = `${line}\n`;
    return caret ? element("span", { class: "mark" }, text) : text;
  });
  return element("pre", { tabindex: "0" }, ...lines);
}

export function summary({ machines, states, held }, chosen, choose) {
  const buttons = [["", machines, "All"]];
  for (const [state, count] of Object.entries(states).sort()) {
    buttons.push([state, count, spoken(state)]);
  }
  if (held) {
    buttons.push(["held", held, "Held"]);
  }
  return buttons.map(([key, count, label]) => {
    const button = element(
      "button",
      { type: "button", "aria-pressed": String(key === chosen), "data-filter": key },
      element("b", {}, String(count)),
      label,
    );
    button.addEventListener("click", () => choose(key));
    return button;
  });
}

export function fact(name, value, mono) {
  return value === undefined
    ? undefined
    : element("div", {}, element("dt", {}, name), element("dd", mono ? { class: "mono" } : {}, value));
}

export const link = (name) => element("a", { href: `#/machine/${encodeURIComponent(name)}` }, name);

export const state = (name) => element("span", { class: "state", "data-tone": TONES[name] }, spoken(name));

export function machine(view) {
  const { hardware, wanted, known } = view;
  const installed = known.installed;
  const card = element(
    "li",
    { class: "machine", "data-machine": view.name, "data-state": view.state },
    element(
      "header",
      {},
      element("h2", {}, link(view.name)),
      state(view.state),
      element("p", { class: "next" }, view.outlook.next),
    ),
    element(
      "dl",
      { class: "facts" },
      fact("address", hardware.address, true),
      fact("MAC", hardware.mac, true),
      fact("profile", wanted.profile),
      fact("image", wanted.image),
      fact("rack", hardware.rack),
      fact("power", known.power),
      fact("node", known.node && spoken(known.node)),
      installed && installed !== wanted.fingerprint ? fact("installed", installed, true) : undefined,
    ),
  );
  if (view.outlook.held) {
    card.append(held(view.outlook.held));
  }
  if (view.attempt) {
    card.append(road(view.attempt));
  }
  return card;
}

/** `hold` is since when, and when it has its turn. */
export function held(kept, hold, now) {
  return element(
    "p",
    { class: "held", "data-rail": kept.rail },
    element("b", {}, `${kept.verb} is held by ${kept.rail}: `),
    element("span", {}, `${kept.because} (${kept.rule})${hold ? `, ${ago(hold.since, now)}` : ""}`),
    hold?.turn ? element("span", {}, `; its turn comes ${soon(hold.turn.begins, now)}`) : "",
  );
}

function road(attempt) {
  const total = attempt.phases.reduce((sum, bar) => sum + bar.seconds, 0);
  const said = attempt.end
    ? `${attempt.opening.goal}: ${attempt.end.ending} in ${took(attempt.end.seconds)}`
    : `${attempt.opening.goal}: ${attempt.opening.cause}`;
  const part = element("div", { class: "road" });
  part.append(
    element(
      "div",
      { class: "caption" },
      element("span", {}, said),
      element("span", { class: "mono" }, `${attempt.opening.commit} · ${attempt.id}`),
    ),
  );
  const bars = element("div", { class: "bars", "aria-hidden": "true" });
  const list = element("ol", { class: "phases", "aria-label": "Phases" });
  for (const bar of attempt.phases) {
    const segment = element("i", { "data-phase": bar.phase, title: `${bar.phase} ${took(bar.seconds)}: ${bar.evidence}` });
    segment.style.flexGrow = String(Math.max(bar.seconds, 0.001));
    segment.style.flexBasis = "0";
    bars.append(segment);
    list.append(
      element(
        "li",
        { "data-phase": bar.phase, title: bar.evidence },
        bar.phase,
        element("span", { class: "took" }, took(bar.seconds)),
      ),
    );
  }
  if (attempt.running) {
    const { phase, since, bytes } = attempt.running;
    const segment = element("i", { class: "running", "data-phase": phase, "data-since": since, "data-total": String(total) });
    bars.append(segment);
    list.append(
      element(
        "li",
        { "data-phase": phase },
        phase,
        element("span", { class: "took", "data-since": since }, "…"),
        bytes === undefined || phase !== "image"
          ? undefined
          : element("span", { class: "took" }, `${(bytes / 1e6).toFixed(1)} MB`),
      ),
    );
  }
  part.append(bars, list);
  return part;
}

// Moves what is still running; called every second and after each change.
export function tick(root, now) {
  for (const place of root.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, (now - Date.parse(place.dataset.since)) / 1000);
    if (place.tagName === "I") {
      place.style.flexGrow = String(Math.max(seconds, 0.001));
      place.style.flexBasis = "0";
    } else {
      place.textContent = took(seconds);
    }
  }
}

export function event(happened) {
  const at = new Date(happened.at);
  return element(
    "li",
    { "data-tone": happened.tone, "data-event": String(happened.id) },
    element("time", { datetime: happened.at }, at.toLocaleTimeString([], { hour12: false })),
    happened.machine ? element("b", {}, `${happened.machine} `) : undefined,
    element("span", { class: "text" }, happened.text),
  );
}
