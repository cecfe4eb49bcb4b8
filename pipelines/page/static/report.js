// The panel of the chosen figure without loading the page anew. Without this script the same links load the page.
"use strict";

const panel = document.getElementById("panel");
const said = document.getElementById("said");
const text = document.querySelector(".report");
let asked = new AbortController();

/** Whether a link chooses a figure or an annotation of this report, or nothing at all ("?"). */
function chooses(link) {
  const target = new URL(link.href, location.href);
  return target.pathname === location.pathname && link.getAttribute("href").startsWith("?");
}

function mark(start) {
  const place = document.getElementById(start);
  return place && (place.closest(".mark") || place);
}

/** Ask for the panel of an address and put it in place; where that fails, load the page. */
async function show(address, focus) {
  const target = new URL(address, location.href);
  asked.abort();
  asked = new AbortController();
  try {
    const answer = await fetch(panel.dataset.address + target.search, { signal: asked.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    panel.innerHTML = await answer.text();
  } catch (error) {
    if (error.name !== "AbortError") location.assign(target);
    return;
  }
  panel.scrollTop = 0;
  for (const old of text.querySelectorAll("[aria-current]")) old.removeAttribute("aria-current");
  const chosen = target.hash ? mark(target.hash.slice(1)) : null;
  if (chosen) {
    chosen.setAttribute("aria-current", "true");
    reveal(chosen);
  }
  offerCopy();
  const quote = panel.querySelector(".quote");
  said.textContent = quote ? `${panel.getAttribute("aria-label")}: ${quote.textContent}` : "";
  if (focus) panel.focus({ preventScroll: true });
}

/** Bring a mark into view where it is not, or where the panel lies over it. */
function reveal(chosen) {
  const box = chosen.getBoundingClientRect();
  const over = panel.getBoundingClientRect();
  const foot = over.left <= box.left && over.right >= box.right ? Math.min(over.top, innerHeight) : innerHeight;
  if (box.top < 0 || box.bottom > foot) chosen.scrollIntoView({ block: "center" });
}

/** A button beside the key of a figure that copies it. */
function offerCopy() {
  if (!navigator.clipboard) return;
  for (const key of panel.querySelectorAll(".key")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = panel.dataset.copy;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(key.querySelector("code").textContent);
      button.textContent = said.textContent = panel.dataset.copied;
    });
    key.append(button);
  }
}

function plain(event) {
  return event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".report-view a");
  if (!link || !plain(event)) return;
  if (link.classList.contains("back")) {
    event.preventDefault();
    const chosen = text.querySelector("[aria-current]");
    if (chosen) { chosen.focus(); reveal(chosen); }
  } else if (chooses(link)) {
    event.preventDefault();
    const keyboard = event.detail === 0;
    history.pushState(null, "", link.href);
    show(link.href, keyboard && !link.classList.contains("close"));
  }
});

document.addEventListener("keydown", (event) => {
  const close = panel.querySelector(".close");
  if (event.key !== "Escape" || !close) return;
  const chosen = text.querySelector("[aria-current]");
  close.click();
  if (chosen) chosen.focus();
});

addEventListener("popstate", () => show(location.href, false));

offerCopy();
