// SPDX-License-Identifier: Apache-2.0
import { captureStreams } from "./compat-capture.mjs";

/** A session that says what a stream has. */
export function kindsOf(stream, isScreen = !!stream.isScreen) {
  const hasVideo = stream.getVideoTracks().length > 0;
  return { audio: stream.getAudioTracks().length > 0, video: hasVideo && !isScreen, screen: hasVideo && isScreen };
}

/** The tracks of a stream, or of a capture of what a session says. */
export async function getTracksOf(connection, wish) {
  if (wish instanceof MediaStream) return wish.getTracks();
  const captured = await captureStreams(connection, wish, { isFresh: true });
  return captured.flatMap(({ stream }) => stream.getTracks());
}

/** The sound of a stream alone. */
export const convertToAudioStream = (stream) => new MediaStream(stream.getAudioTracks());
