/** The same call with nothing of ours in it: what the browser alone can do. */

const peer = new RTCPeerConnection();
const audio = new Audio();
audio.autoplay = true;
peer.addEventListener("track", ({ track }) => {
  audio.srcObject = new MediaStream([track]);
  void audio.play();
});

const gathered = () =>
  new Promise((resolve) => {
    const check = () => peer.iceGatheringState === "complete" && resolve();
    peer.addEventListener("icegatheringstatechange", check);
    check();
  });

async function speak() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  for (const track of stream.getAudioTracks()) peer.addTrack(track, stream);
}

async function describe() {
  const done = gathered();
  await peer.setLocalDescription();
  await done;
  return peer.localDescription.toJSON();
}

Object.assign(window, {
  peer,
  offer: async () => {
    await speak();
    return describe();
  },
  accept: async (offer) => {
    await speak();
    await peer.setRemoteDescription(offer);
    return describe();
  },
  accepted: (answer) => peer.setRemoteDescription(answer),
  ready: true,
});
