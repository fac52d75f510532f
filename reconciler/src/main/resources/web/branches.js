// Every open branch of the state repository, and what merging it would do.

import { ago, element, link, problem } from "./render.js";
import { heading, row, table } from "./pages.js";

const STATES = {
  waiting: ["", "Being worked out"],
  planned: ["busy", "Would merge"],
  contained: ["good", "Merged"],
  conflict: ["bad", "Conflict"],
  rejected: ["bad", "Would be rejected"],
  unreadable: ["warn", "Unreadable"],
};

const BLASTS = { disk: "DISK", workload: "workload", nothing: "" };

export const missing = "There is no such branch";

export const title = (name) => (name ? `${name} ·` : "Branches ·");

export const read = (fetch, name) =>
  fetch(name ? `/api/v1/branches/${name.split("/").map(encodeURIComponent).join("/")}` : "/api/v1/branches");

// What is not there yet may be there in a second.
export const waits = (shown) =>
  Boolean(shown.problem || shown.trouble) || shown.state === "waiting" || shown.branches?.some((branch) => branch.state === "waiting");

export const show = (shown, now) => (shown.state ? one(shown, now) : all(shown, now));

const badge = (state) => element("span", { class: "state", "data-tone": STATES[state][0] }, STATES[state][1]);

const open = (name) => element("a", { href: `#/branches/${name.split("/").map(encodeURIComponent).join("/")}` }, name);

function all({ branches, more, trouble }, now) {
  return [
    heading("Branches"),
    element("p", { class: "lead" }, "What merging each branch into the commit in force would do, as the fleet stands now."),
    trouble ? element("p", { class: "empty" }, `Nothing is known of the branches: ${trouble}`) : "",
    trouble
      ? ""
      : table(
          "Open branches",
          ["branch", "state", "merging it", "last commit"],
          branches.map((branch) => row(open(branch.name), badge(branch.state), branch.line, head(branch, now))),
          "There is no branch beside the one that is followed.",
        ),
    more ? element("p", { class: "soft" }, `And ${more} more branches, which are not looked at.`) : "",
  ];
}

function head({ head: commit }, now) {
  return commit
    ? element("span", {}, element("code", { title: commit.id }, commit.brief), ` ${commit.subject}, by ${commit.author}, ${ago(commit.time, now)}`)
    : "";
}

function one(branch, now) {
  return [
    element("h2", { tabindex: "-1", class: "name" }, branch.name, " ", badge(branch.state)),
    element("p", { class: "lead" }, head(branch, now)),
    element("p", { class: "verdict" }, element("b", {}, branch.line), branch.plan?.time ? ` ${branch.plan.time}` : ""),
    branch.problems.length ? element("div", { class: "problems" }, ...branch.problems.map(problem)) : "",
    ...(branch.plan ? plan(branch.plan) : []),
  ];
}

function plan({ changes, steps, more, held, waits: delays, cluster }) {
  return [
    groups("Held, and not going on by itself", held),
    table(
      "What differs",
      ["class", "field", "change", "machines", "written"],
      changes.map((c) => row(c.kind, element("code", {}, c.field), c.change, c.machines, c.written)),
      "Nothing that machines are made of.",
    ),
    table(
      "What would happen, in order",
      ["after", "step", "machine", "at stake", "why"],
      steps.map((step) =>
        row(step.after, step.verb, link(step.machine), element("b", { class: step.blast }, BLASTS[step.blast]), step.why),
      ),
      "Nothing would happen to a machine.",
    ),
    more ? element("p", { class: "soft" }, `And ${more} more steps; bringup plan --format json has all.`) : "",
    groups("Waiting on the way", delays),
    cluster.length
      ? element("section", {}, element("h3", {}, "In the cluster"), element("ul", { class: "plain" }, ...cluster.map((line) => element("li", {}, line))))
      : "",
  ];
}

function groups(title, all) {
  return all.length
    ? table(title, ["what", "machines", "count"], all.map((group) => row(group.what, group.machines, String(group.count))), "")
    : "";
}
