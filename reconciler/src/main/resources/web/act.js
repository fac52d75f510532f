// The three things that may be done from here: suspend, retry, power. Only with the token, after a dialog that says what will happen.

import { element } from "./render.js";

const KEPT = "bringup token"; // for as long as this tab is open
const place = (id) => document.getElementById(id);

let changed = () => {};

export const token = () => sessionStorage.getItem(KEPT) ?? "";

export const isUnlocked = () => token() !== "";

async function send(path, body, as = token()) {
  const answer = await fetch(path, {
    method: "POST",
    cache: "no-store",
    headers: { Authorization: `Bearer ${as}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: answer.status, text: (await answer.text()).trim() };
}

export function start(look) {
  changed = look;
  place("unlock").addEventListener("click", () => {
    if (isUnlocked()) {
      sessionStorage.removeItem(KEPT);
      changed();
    } else {
      unlock();
    }
  });
  place("suspend").addEventListener("click", () => suspend(place("suspend").dataset.by === "hand"));
}

// The header: whether this page may act, and the one action that is for the whole fleet.
export function show(status) {
  const unlocked = isUnlocked();
  place("unlock").textContent = unlocked ? "Lock" : "Read only: unlock";
  const by = status.suspended?.by ?? "";
  const button = place("suspend");
  button.hidden = !unlocked || by === "git";
  button.dataset.by = by;
  button.textContent = by === "hand" ? "Go on" : "Suspend";
}

export function forMachine(machine) {
  if (!isUnlocked()) {
    return "";
  }
  const { name } = machine;
  const button = (label, act) => {
    const made = element("button", { type: "button", class: "act" }, label);
    made.addEventListener("click", act);
    return made;
  };
  return element(
    "div",
    { class: "acts", role: "group", "aria-label": `Actions on ${name}` },
    button("Retry", () => retry(name)),
    button("Power on", () => power(machine, "on")),
    button("Power off", () => power(machine, "off")),
    button("Power cycle", () => power(machine, "cycle")),
  );
}

function unlock() {
  ask({
    title: "Unlock actions",
    text: "With the token, this tab may suspend the fleet, retry what failed and switch machines. It stands in api.token of the reconciler's data directory, and is forgotten with the tab.",
    label: "Token",
    type: "password",
    done: "Unlock",
    act: async (given) => {
      const { status, text } = await send("/api/v1/token", {}, given);
      if (status === 200) {
        sessionStorage.setItem(KEPT, given);
      }
      return { ok: status === 200, text: status === 200 ? "" : status === 401 ? "That is not the token." : text };
    },
  });
}

const direct = async (order) => {
  const { status, text } = await send("/api/v1/direct", order);
  return { ok: status === 200, text: told(status, text) };
};

function told(status, text) {
  return status === 401 ? "The token is not the reconciler's any more: lock, and unlock again." : text;
}

function suspend(isSuspended) {
  ask(
    isSuspended
      ? {
          title: "Go on",
          text: "Lifts the suspension by hand. What Git asks for is begun again at once, under all rails. The reason is journaled.",
          label: "Reason",
          done: "Go on",
          act: (reason) => direct({ do: "resume", reason }),
        }
      : {
          title: "Suspend the fleet",
          text: "Nothing is begun on any machine from now on, also after a restart, until somebody lets it go on. What is under way comes to its end. The reason is journaled and shown to everybody.",
          label: "Reason",
          done: "Suspend",
          act: (reason) => direct({ do: "suspend", reason }),
        },
  );
}

function retry(machine) {
  ask({
    title: `Retry ${machine}`,
    text: `Forgets what failed on ${machine} for the commit in force and tries again at once. If the commit is quarantined for its profile, it is let on its canaries again. Rails and budgets stand. The reason is journaled.`,
    label: "Reason",
    done: "Retry",
    act: (reason) => direct({ do: "retry", machine, reason }),
  });
}

const POWER = { on: "Switches", off: "Switches", cycle: "Restarts" };

function after(machine, verb) {
  const { state } = machine.wanted;
  if (verb === "off" && state === "joined") {
    return " Git wants it Joined, so it is woken again; state: Maintenance leaves it off.";
  }
  return verb !== "off" && (state === "asleep" || state === "released")
    ? " Git wants it off, so it is switched off again; state: Maintenance leaves it on."
    : "";
}

function power(machine, verb) {
  const { name } = machine;
  const how = verb === "cycle" ? "" : ` ${verb}`;
  ask({
    title: `Power ${verb}: ${name}`,
    text: `${POWER[verb]} ${name}${how} now, by the rungs of its ladder in turn. A Node that is not drained, a lock, a window or a budget refuses it.${after(machine, verb)} It is journaled.`,
    label: "Reason to pass the rails (all but R11); leave empty to be refused by them",
    optional: true,
    done: `Power ${verb}`,
    act: async (override) => {
      const { status, text } = await send("/api/v1/power", { machine: name, verb, ...(override && { override }) });
      return { ok: status === 200, text: [200, 404, 409, 502].includes(status) ? report(text) : told(status, text), stay: true };
    },
  });
}

function report(text) {
  const { result, rungs = [], text: said } = JSON.parse(text);
  return [...rungs.map((rung) => `${rung.rung}: ${rung.text}`), `${result}: ${said}`].join("\n");
}

// One dialog at a time. What was answered stays in it when there is something to read.
function ask({ title, text, label, type = "text", optional = false, done, act }) {
  const input = element("input", { id: "answer", type, maxlength: "1000", autocomplete: "off" });
  const said = element("p", { class: "said", role: "status" });
  const go = element("button", { type: "button", class: "act go" }, done);
  const cancel = element("button", { type: "button", class: "act" }, "Cancel");
  const dialog = element(
    "dialog",
    { "aria-labelledby": "asked" },
    element("h2", { id: "asked" }, title),
    element("p", {}, text),
    element("label", { for: "answer" }, label),
    input,
    said,
    element("div", { class: "acts" }, go, cancel),
  );
  const run = async () => {
    const given = input.value.trim();
    if (!given && !optional) {
      said.textContent = `${label} is needed.`;
      input.focus();
      return;
    }
    go.disabled = true;
    said.textContent = "It is being done…";
    const { ok, text: answer, stay } = await act(given).catch(() => ({ ok: false, text: "The reconciler does not answer." }));
    go.disabled = false;
    said.textContent = answer;
    said.dataset.tone = ok ? "good" : "bad";
    if (ok) {
      changed();
      if (stay) {
        go.remove();
        cancel.textContent = "Close";
        cancel.focus();
      } else {
        dialog.close();
      }
    }
  };
  go.addEventListener("click", run);
  input.addEventListener("keydown", (pressed) => pressed.key === "Enter" && run());
  cancel.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  input.focus();
}
