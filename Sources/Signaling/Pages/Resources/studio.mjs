// SPDX-License-Identifier: Apache-2.0
// The studio: from a source to a broadcast on the air.
import { capture, explain, isAllowed, limits, listDevices } from "./capture.mjs";
import { Choices } from "./choices.mjs";
import { LevelMeter } from "./meter.mjs";
import { byId, loaded, recall, remember, watchURL } from "./page.mjs";
import { FigurePanel } from "./panel.mjs";
import { Poller } from "./rooms.mjs";
import { sendableCodecs, WHIPPublisher } from "./whip.mjs";

const form = byId("choices");
const choices = new Choices(form);
const panel = new FigurePanel(byId("figures"));
const meter = new LevelMeter(byId("meter"));
const resumable = 30000; // milliseconds after which a reloaded page doesn't go live by itself
const query = new URLSearchParams(location.search);
const lampTexts = { idle: "Off air", connecting: "Connecting", live: "On air", reconnecting: "Reconnecting", ended: "Off air", error: "Off air" };
let stream = null;
let publisher = null;
let opening = null;
let audience = null;
let liveSince = 0;
let reading = 0;
let isLeaving = false;
window.longwave = { publisher: null, stream: null };

// The source

/** Opens the chosen source; one at a time, the last choice wins. */
async function openSource() {
  const mine = (opening = {});
  const { source } = choices.values;
  say("");
  try {
    const opened = await capture(choices.values);
    if (opening !== mine) return opened.getTracks().forEach((track) => track.stop());
    useStream(opened);
    await nameDevices();
  } catch (error) {
    if (opening === mine) say(explain(error, source));
  }
}

function useStream(next) {
  const before = stream;
  stream = window.longwave.stream = next;
  for (const track of next.getTracks()) track.addEventListener("ended", () => sourceEnded(next, track));
  applySwitches();
  publisher?.replaceStream(next);
  before?.getTracks().forEach((track) => track.stop());
  const preview = byId("preview");
  const hasPicture = next.getVideoTracks().length > 0;
  preview.srcObject = next;
  preview.classList.toggle("mirrored", choices.values.source === "camera");
  document.body.classList.toggle("sound-only", !hasPicture);
  byId("monitor-empty").hidden = true;
  byId("mute").disabled = !next.getAudioTracks().length;
  byId("blank").disabled = !hasPicture;
  meter.show(next);
}

/** Unplugged, or the browser's "stop sharing". */
function sourceEnded(ended, track) {
  if (ended !== stream) return;
  if (choices.values.source === "screen" && track.kind === "video") {
    publisher?.stop();
    closeSource();
    return say("Sharing the screen ended, and the broadcast with it.");
  }
  say("A device went away; the default one takes its place.");
  openSource();
}

function closeSource() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = window.longwave.stream = null;
  byId("preview").srcObject = null;
  byId("monitor-empty").hidden = false;
  document.body.classList.remove("sound-only");
  meter.show(null);
  showOpenButton();
}

function showOpenButton() {
  const texts = { camera: "Turn on the camera", screen: "Share a screen", microphone: "Turn on the microphone", testcard: "Show the test card" };
  byId("open").textContent = texts[choices.values.source];
}

async function nameDevices() {
  const { cameras, microphones } = await listDevices();
  const option = (device, index, noun) => [device.deviceId, device.label || `${noun} ${index + 1}`];
  choices.offer("camera", cameras.map((device, index) => option(device, index, "Camera")));
  choices.offer("microphone", microphones.map((device, index) => option(device, index, "Microphone")));
}

/** Muting keeps the tracks and sends silence or black. */
function applySwitches() {
  const isOn = (id) => byId(id).getAttribute("aria-pressed") === "true";
  for (const track of stream?.getTracks() ?? []) track.enabled = isOn(track.kind === "audio" ? "mute" : "blank");
}

// The broadcast

async function goLive() {
  byId("name-hint").hidden = choices.isComplete;
  if (!choices.isComplete) return form.reportValidity();
  if (!stream) await openSource();
  if (!stream) return;
  choices.keep();
  const values = choices.values;
  publisher = new WHIPPublisher(stream, { ...limits(values), ...values, stereo: values.sound === "music" });
  window.longwave.publisher = publisher;
  publisher.addEventListener("state", showState);
  liveSince = 0;
  choices.lock(true);
  publisher.start();
  clearInterval(reading);
  reading = setInterval(read, 1000);
}

function followAudience({ room, name, token }) {
  audience = new Poller(`/v1/rooms/${room}`, token);
  audience.onvalue = ({ broadcasts = [] }) => {
    panel.showViewers(broadcasts.find((broadcast) => broadcast.name === name)?.viewers);
  };
  audience.start();
}

function showState({ target }) {
  if (target !== publisher) return;
  const { state, reason } = target;
  const onAir = state === "connecting" || state === "live" || state === "reconnecting";
  document.documentElement.dataset.state = state;
  byId("lamp").textContent = lampTexts[state];
  byId("go").textContent = onAir ? "End broadcast" : "Go live";
  byId("go").classList.toggle("stop", onAir);
  byId("go").classList.toggle("primary", !onAir);
  if (state === "live" && !liveSince) {
    liveSince = performance.now();
    followAudience(choices.values);
  }
  say(reason);
  if (onAir || isLeaving) return;
  remember("live", null, "sessionStorage");
  choices.lock(false);
  audience?.stop();
  panel.showViewers();
  clearInterval(reading);
  byId("clock").textContent = "";
  panel.show(null);
}

/** Once a second: figures and the clock. */
async function read() {
  const figures = await publisher.figures();
  if (!["connecting", "live", "reconnecting"].includes(publisher.state)) return;
  remember("live", Date.now(), "sessionStorage");
  if (figures && publisher.state === "live") panel.show(figures);
  const seconds = liveSince ? Math.floor((performance.now() - liveSince) / 1000) : 0;
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  byId("clock").textContent = liveSince ? parts.map((part) => String(part).padStart(2, "0")).join(":") : "";
}

function say(text) {
  byId("notice").hidden = !text;
  byId("notice").textContent = text;
}

// Sharing

/** Shows the addresses for viewers. */
function showShare() {
  const { room, name } = choices.values;
  byId("share").disabled = !choices.isComplete;
  byId("watch-url").value = choices.isComplete ? watchURL(room) : "";
  const frame = `<iframe src="${watchURL(room, name)}" width="640" height="360" allow="autoplay; fullscreen"></iframe>`;
  byId("embed").value = choices.isComplete ? frame : "";
}

async function copy(button) {
  const field = byId(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.select();
    document.execCommand("copy");
  }
  byId("copied").textContent = "Copied.";
  setTimeout(() => (byId("copied").textContent = ""), 2000);
}

// The form

function changed({ target }) {
  choices.show();
  showShare();
  if (target.name === "source") showOpenButton();
  const { source } = choices.values;
  if (["bitrate", "picture", "fps"].includes(target.name)) publisher?.limit(limits(choices.values));
  const reopens = ["source", "camera", "microphone", "sound", "picture", "fps"].includes(target.name);
  // A screen is asked for only when it is chosen: the browser puts the question every time.
  if (stream && reopens && (source !== "screen" || target.name === "source")) openSource();
  if (!publisher || ["idle", "ended", "error"].includes(publisher.state)) choices.keep();
}

function toggle(button) {
  button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
  applySwitches();
}

async function pressGo() {
  if (["connecting", "live", "reconnecting"].includes(publisher?.state)) return publisher.stop();
  byId("go").disabled = true;
  await goLive();
  byId("go").disabled = false;
}

form.addEventListener("change", changed);
form.addEventListener("input", showShare);
form.addEventListener("submit", (event) => event.preventDefault());
byId("go").addEventListener("click", pressGo);
byId("open").addEventListener("click", openSource);
for (const id of ["mute", "blank"]) byId(id).addEventListener("click", ({ currentTarget }) => toggle(currentTarget));
for (const button of document.querySelectorAll("[data-copy]")) button.addEventListener("click", () => copy(button));
byId("preview").addEventListener("resize", ({ target }) => {
  byId("picture-size").textContent = target.videoWidth ? `${target.videoWidth} × ${target.videoHeight}` : "";
});
navigator.mediaDevices?.addEventListener("devicechange", nameDevices);
addEventListener("pagehide", () => {
  isLeaving = true;
  publisher?.stop();
});
addEventListener("pageshow", (event) => event.persisted && location.reload());

/** A page that was live a moment ago goes live again: it was reloaded, or its browser fell over. */
async function begin() {
  choices.offer("codec", sendableCodecs().map((name) => [name, name]));
  showOpenButton();
  showShare();
  nameDevices();
  const wasLive = Date.now() - (recall("live", "sessionStorage") ?? 0) < resumable;
  const wanted = wasLive || query.get("autostart") === "1" || query.get("live") === "1";
  const { source } = choices.values;
  if (wanted && source === "screen") say("Press Go live to share the screen: the browser wants to hear it from you.");
  else if (wanted) await pressGo();
  else if (await isAllowed(source)) openSource();
}
await loaded;
begin();
