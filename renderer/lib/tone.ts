/**
 * Sounds one short, soft tone. Browsers stay silent in a page that nobody has touched yet: that is not an error here,
 * the card is there all the same.
 */
export function soundTone(): void {
  const context = new AudioContext();
  const oscillator = context.createOscillator();
  const volume = context.createGain();
  const now = context.currentTime;
  oscillator.frequency.value = 660;
  volume.gain.setValueAtTime(0.0001, now);
  volume.gain.exponentialRampToValueAtTime(0.08, now + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, now + 0.35);
  oscillator.connect(volume).connect(context.destination);
  oscillator.onended = () => void context.close();
  oscillator.start(now);
  oscillator.stop(now + 0.4);
}
