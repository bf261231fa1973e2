// SPDX-License-Identifier: Apache-2.0
import { Connection } from "./connection.mjs";
import { insideOf, note, raise, raiseState, rememberUserid } from "./compat-state.mjs";
import { scriptAddress } from "./origin.mjs";

/** Public signaling servers of the libraries' demos: pages name them, and mean whoever serves the script. */
const abandonedServers = /(herokuapp\.com|muazkhan\.com|webrtc-experiment\.com|rtcmulticonnection\.org|onrender\.com)$/;

function relayOf({ socketURL }) {
  const home = new URL(scriptAddress).origin;
  const wished = new URL(socketURL || "/", home);
  return abandonedServers.test(wished.hostname) ? home : wished.origin;
}

/** The Connection below: made when first needed, and anew if the page has changed the channel meanwhile. */
function coreOf(connection) {
  const inside = insideOf(connection);
  const channel = `${connection.channel}`;
  if (inside.core && (inside.core.channel === channel || inside.core.room)) return inside.core;
  inside.core?.end().catch(() => {});
  const core = new Connection({
    relay: relayOf(connection), channel, userid: connection.userid, extra: wireExtra(connection), auth: connection.auth,
    storageKey: storageKeyOf(channel, connection.userid), dialect: inside.dialect,
    rtcConfiguration: rtcConfigurationOf(connection), byeOnPageHide: leavesWithPage(connection),
  });
  inside.core = core;
  inside.said = { userid: connection.userid, extra: JSON.stringify(wireExtra(connection)) };
  for (const translate of inside.onCore) translate(core);
  inside.timer ??= setInterval(() => keepUp(connection), 1000);
  return core;
}

const storageKeyOf = (channel, userid) => `${channel} ${userid}`;

/** Unless the page is back at once, as after a reload. */
const leavesWithPage = ({ leaveOnPageUnload, closeBeforeUnload }) => !!leaveOnPageUnload && !!closeBeforeUnload;

/** The Connection below, when the relay has welcomed it and knows what the page has changed. */
export async function ready(connection) {
  const core = coreOf(connection);
  try {
    await core.connect();
  } catch (error) {
    if (error.code === "unreachable") tellUnreachable(connection, error);
    if (error.code !== "userid-taken" || !error.suggest) throw error;
    const taken = connection.userid;
    connection.userid = core.userid = insideOf(connection).said.userid = error.suggest;
    raise(connection, "onUserIdAlreadyTaken", taken, error.suggest);
    await core.connect();
  }
  rememberUserid(insideOf(connection), core.userid);
  await tell(connection, core);
  return core;
}

/** No relay is there: told once an attempt, however many calls wait for it. */
function tellUnreachable(connection, error) {
  const inside = insideOf(connection);
  if (inside.failure === error) return;
  inside.failure = error;
  raiseState(connection, "relay-unreachable", error.message);
  raise(connection, "onerror", { userid: connection.userid, extra: connection.extra, name: "relay-unreachable", reason: error.message });
}

/** Tells the relay what the page has changed in place: its userid, its extra. */
async function tell(connection, core) {
  const { said } = insideOf(connection);
  if (connection.userid !== said.userid) {
    said.userid = connection.userid;
    await core.rename(connection.userid).then(() => {
      // So that a reload finds the session under the name that it will have.
      core.store.rename(storageKeyOf(core.channel, core.userid));
      rememberUserid(insideOf(connection), core.userid);
    }, (error) => {
      raise(connection, "onUserIdAlreadyTaken", connection.userid, error.suggest ?? core.userid);
      connection.userid = said.userid = core.userid;
    });
  }
  const extra = JSON.stringify(wireExtra(connection));
  if (extra !== said.extra) {
    said.extra = extra;
    await core.setExtra(JSON.parse(extra)).catch((error) => note(connection, "extra:", error.message));
  }
}

/** Once a second: what was changed without a call. */
function keepUp(connection) {
  const { core, onTick } = insideOf(connection);
  if (core?.state !== "open") return;
  core.byeOnPageHide = leavesWithPage(connection);
  tell(connection, core).catch(() => {});
  for (const follow of onTick) follow(core);
}

/** `extra` as others may see it: the password stays here, and a picture goes to the relay by another way. */
export function wireExtra({ extra }) {
  const { password, ...rest } = extra ?? {};
  if (isPicture(rest.screenshot)) delete rest.screenshot;
  return rest;
}

/** Pictures in `extra` are too big to be sent to everybody with every message. */
export const isPicture = (address) => typeof address === "string" && address.startsWith("data:image/") && address.length > 4096;

/** The page's ICE settings. STUN servers are left out: the relay has a public address, so clients need not know theirs. */
function rtcConfigurationOf({ iceServers, rtcConfiguration, iceTransportPolicy, candidates }) {
  const servers = [].concat(iceServers ?? []).map(({ url, urls, ...rest }) => ({ ...rest, urls: [].concat(urls ?? url ?? []) }));
  const relays = servers
    .map((server) => ({ ...server, urls: server.urls.filter((address) => /^turns?:/.test(address)) }))
    .filter((server) => server.urls.length && server.username);
  const { host, stun, reflexive, turn, relay } = candidates ?? {};
  const onlyTURN = host === false && (stun ?? reflexive) === false && (turn ?? relay) !== false;
  const isRelayed = iceTransportPolicy === "relay" || rtcConfiguration?.iceTransports === "relay" || onlyTURN;
  return { iceServers: relays, iceTransportPolicy: isRelayed ? "relay" : "all" };
}

/** Ends the connection to the relay; the next call of the page begins anew. */
export function endCore(connection) {
  const inside = insideOf(connection);
  clearInterval(inside.timer);
  inside.timer = null;
  inside.calls?.giveUp();
  const { core } = inside;
  inside.core = null;
  return core?.end().catch(() => {});
}
