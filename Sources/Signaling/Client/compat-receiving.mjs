// SPDX-License-Identifier: Apache-2.0
import { insideOf, note } from "./compat-state.mjs";

/** What the page wants to receive: told to the relay, which then sends nothing else. */
function wishOf({ dontGetRemoteStream, sdpConstraints }) {
  const { OfferToReceiveAudio: audio, OfferToReceiveVideo: video } = sdpConstraints?.mandatory ?? {};
  const takesVideo = video !== false;
  return {
    default: dontGetRemoteStream ? "none" : "all",
    kinds: { audio: audio !== false, video: takesVideo, screen: takesVideo },
  };
}

/** Tells the relay the page's wish if it is another than before. */
export function receiveWish(connection, core) {
  const inside = insideOf(connection);
  const wish = wishOf(connection);
  const text = JSON.stringify(wish);
  const isUsual = wish.default === "all" && wish.kinds.audio && wish.kinds.video;
  if (text === inside.said.wish || (isUsual && !inside.said.wish)) return;
  inside.said.wish = text;
  core.subscribe(wish).catch((error) => note(connection, "receiving:", error.message));
}

export const receivingMethods = {
  /** Everybody's streams, from now on: for viewers of rooms with several broadcasters. */
  askToShareParticipants() {
    const { core, said } = insideOf(this);
    this.dontGetRemoteStream = false;
    said.wish = undefined;
    core?.subscribe({ default: "all" }).catch((error) => note(this, "receiving:", error.message));
  },
};
