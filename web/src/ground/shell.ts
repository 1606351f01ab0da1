/** The service worker, which keeps the pages for the time without a network. */

/** Let the service worker keep this page and all that belongs to it; true once it has. */
export async function keepPage(page: 'v' | 'scan' | 'code'): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  try {
    await navigator.serviceWorker.register('/sw.js');
    const { active } = await navigator.serviceWorker.ready;
    const channel = new MessageChannel();
    const answer = new Promise<boolean>((resolve) => {
      channel.port1.onmessage = ({ data }: MessageEvent<boolean>) => resolve(data);
    });
    active?.postMessage({ keep: page }, [channel.port2]);
    const isKept = await answer;
    // Whoever watches the page from outside, a test above all, sees when the network may go.
    document.documentElement.dataset.kept = String(isKept);
    return isKept;
  } catch {
    return false;
  }
}
