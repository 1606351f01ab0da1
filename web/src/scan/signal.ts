/** A short sound and a vibration with each answer, different for each tone. */

import type { Tone } from '../page/tone.ts';

const HERTZ: Readonly<Record<Tone, number[]>> = {
  good: [880, 1320],
  caution: [660, 660],
  bad: [220],
  unknown: [330],
};
const VIBRATIONS_MS: Readonly<Record<Tone, number[]>> = {
  good: [80],
  caution: [80, 80, 80],
  bad: [400],
  unknown: [200, 100, 200],
};
const BEEP_SECONDS = 0.12, PAUSE_SECONDS = 0.04, LOUDNESS = 0.2;

let audio: AudioContext | null = null;

// A page may make sounds only after its user has touched it.
addEventListener('pointerdown', () => {
  audio ??= new AudioContext();
  void audio.resume();
});

export function signal(tone: Tone): void {
  navigator.vibrate?.(VIBRATIONS_MS[tone]);
  HERTZ[tone].forEach((hertz, place) => beep(hertz, place * (BEEP_SECONDS + PAUSE_SECONDS)));
}

function beep(hertz: number, afterSeconds: number): void {
  if (audio === null) return;
  const oscillator = audio.createOscillator(), volume = audio.createGain();
  volume.gain.value = LOUDNESS;
  oscillator.frequency.value = hertz;
  oscillator.connect(volume).connect(audio.destination);
  oscillator.start(audio.currentTime + afterSeconds);
  oscillator.stop(audio.currentTime + afterSeconds + BEEP_SECONDS);
}
