/** The phone's camera. */

/** Why there is no picture, as far as the person can do something about it. */
export type CameraFault = 'refused' | 'missing' | 'insecure' | 'busy' | 'unread';

export class CameraFaulty extends Error {
  constructor(readonly fault: CameraFault) {
    super(fault);
  }
}

export interface Camera {
  /** Null where the camera has no light that can be switched. */
  switchTorch: ((on: boolean) => Promise<void>) | null;
  close: () => void;
}

const WISHES = {
  audio: false,
  video: { facingMode: { ideal: 'environment' }, width: { ideal: 1280 }, height: { ideal: 720 } },
} as const;

/** Show the camera's picture in `video`; raises `CameraFaulty`. */
export async function openCamera(video: HTMLVideoElement): Promise<Camera> {
  if (!self.isSecureContext) throw new CameraFaulty('insecure');
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraFaulty('missing');
  const stream = await navigator.mediaDevices.getUserMedia(WISHES).catch((error: unknown) => {
    throw new CameraFaulty(faultOf(error));
  });
  const close = (): void => {
    for (const one of stream.getTracks()) one.stop();
    if (video.srcObject === stream) video.srcObject = null;
  };
  video.srcObject = stream;
  await video.play().catch((error: unknown) => {
    close();
    throw new CameraFaulty(faultOf(error));
  });
  const [track] = stream.getVideoTracks();
  return { switchTorch: track && hasTorch(track) ? (on) => setTorch(track, on) : null, close };
}

function faultOf(error: unknown): CameraFault {
  const name = error instanceof DOMException ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'refused';
  return name === 'NotFoundError' || name === 'OverconstrainedError' ? 'missing' : 'busy';
}

// The torch is in the Image Capture standard, but not in the types of the DOM.
function hasTorch(track: MediaStreamTrack): boolean {
  const abilities = (track.getCapabilities?.() ?? {}) as { torch?: boolean };
  return abilities.torch === true;
}

async function setTorch(track: MediaStreamTrack, on: boolean): Promise<void> {
  await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
}
