// SPDX-License-Identifier: Apache-2.0

/** @typedef {import("./longwave").StreamInfo} StreamInfo */

/** A stream of another member, from its announcement to its end. */
export class RemoteStream {
  /** @param {StreamInfo} info */
  constructor(info) {
    this.streamid = info.streamid;
    this.userid = info.userid;
    this.isAudio = false;
    this.isVideo = false;
    this.isScreen = false;
    this.muted = { audio: false, video: false };
    this.blocked = { audio: false, video: false };
    this.extra = info.extra || {};
    this.label = info.label;
    this.stream = /** @type {MediaStream | null} */ (null);
    this.flowing = false;
    this.ended = false;
    this.update(info);
  }

  /** @param {StreamInfo} info */
  update(info) {
    this.isAudio = !!info.isAudio;
    this.isVideo = !!info.isVideo;
    this.isScreen = !!info.isScreen;
    this.extra = info.extra || this.extra;
    this.label = info.label;
    this.muted = both(info.muted);
    this.blocked = both(info.blocked);
  }

  /**
   * The tracks that it has now. They go into the same MediaStream as those before, so that what plays it goes on.
   * @param {MediaStream} source
   * @param {MediaStreamTrack[]} tracks
   */
  carry(source, tracks) {
    if (!this.stream) this.stream = source;
    for (const track of this.stream.getTracks()) if (!tracks.includes(track)) this.stream.removeTrack(track);
    for (const track of tracks) this.stream.addTrack(track);
  }

  /** The kinds of which something should come. */
  get expected() {
    const off = (/** @type {"audio" | "video"} */ kind) => this.muted[kind] || this.blocked[kind];
    const tracks = this.stream?.getTracks() || [];
    return tracks.filter((track) => !off(track.kind === "audio" ? "audio" : "video")).map((track) => track.kind);
  }
}

/** @param {import("./longwave").ByKind<boolean> | undefined} flags */
function both(flags) {
  return { audio: !!flags?.audio, video: !!(flags?.video || flags?.screen) };
}
