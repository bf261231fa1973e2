// SPDX-License-Identifier: Apache-2.0
const connection = new RTCMultiConnection();

// Without a handler of ours each video goes in here by itself, and out again when it ends.
connection.body = document.getElementById("videos");

document.getElementById("open").onclick = () => connection.open();
document.getElementById("join").onclick = () => connection.connect();
