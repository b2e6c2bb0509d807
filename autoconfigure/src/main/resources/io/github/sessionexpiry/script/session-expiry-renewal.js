// @ts-check

/**
 * Renews the session with the identity provider without the user: `refresh_url` in a hidden frame. Whether that works
 * depends on the provider's cookies, the browser and the page's `Content-Security-Policy`, which nobody can know
 * beforehand; so it is tried, for a limited time.
 *
 * @typedef {object} Renewal
 * @property {(url: URL, since: number) => Promise<boolean>} start whether the session was renewed. What has ended since
 *   `since`, in milliseconds since the epoch, here or in another tab, is not tried again
 * @property {(succeeded: boolean, at: number) => void} onEnd a renewal has ended, in whichever frame or window
 */
import { createTurn } from './session-expiry-tabs.js';

/** How long a provider may take that asks the user for nothing. */
const FRAME_TIMEOUT = 10_000;

/**
 * @param {string} application for which it is, by the path of the endpoints
 * @returns {Renewal}
 */
export function createRenewal(application) {
  const inTurn = createTurn(application, 'renewal');

  /** How the last one has ended, and when. */
  let [succeeded, endedAt] = [false, -Infinity];

  /** @type {(() => void) | undefined} */
  let finish;

  /** @param {URL} url */
  async function renewInFrame(url) {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.src = url.href;
    const ended = new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
      finish = resolve;
    });
    const timer = setTimeout(() => onEnd(false, Date.now()), FRAME_TIMEOUT);
    document.documentElement.append(frame);
    await ended;
    clearTimeout(timer);
    frame.remove();
    finish = undefined;
  }

  /** @type {Renewal['onEnd']} */
  function onEnd(...outcome) {
    [succeeded, endedAt] = outcome;
    finish?.();
  }

  return {
    start: (url, since) => inTurn(async (resolve) => {
      // Without it the renewal ends on a page that tells the others.
      url.searchParams.delete('continue');
      endedAt >= since || await renewInFrame(url);
      resolve(succeeded);
    }).catch(() => false),
    onEnd,
  };
}
