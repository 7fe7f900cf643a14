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

const post = (name, letter) =>
  fetch(`/letters/${name}`, { method: "POST", body: JSON.stringify(letter) });
const wait = async (name) => (await fetch(`/letters/${name}`)).json();

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
  /** Called end: everything from the key on. @returns epoch ms of the key */
  press: async (name) => {
    const at = Date.now();
    void post(`${name}-offer`, await window.offer());
    await peer.setRemoteDescription(await wait(`${name}-answer`));
    return at;
  },
  /** Calling end: wait for the other's key. */
  waitFor: async (name) => {
    void post(`${name}-answer`, await window.accept(await wait(`${name}-offer`)));
  },
  accepted: (answer) => peer.setRemoteDescription(answer),
  ready: true,
});
