// @ts-check

/**
 * Renews the session with the identity provider without the user: `refresh_url` in a hidden frame. Whether that works
 * depends on the provider's cookies, the browser and the page's `Content-Security-Policy`, which nobody can know
 * beforehand; so it is tried, for a limited time.
 *
 * @typedef {object} Renewal
 * @property {(url: URL, since: number) => Promise<boolean>} start whether the session was renewed, here or in another
 *   tab after `since`, in milliseconds since the epoch
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

  let renewedAt = -Infinity;

  /** @type {((succeeded: boolean) => void) | undefined} */
  let finish;

  /** @param {URL} url */
  async function renewInFrame(url) {
    const frame = document.createElement('iframe');
    frame.hidden = true;
    frame.src = url.href;
    const ended = new Promise((/** @type {(succeeded: boolean) => void} */ resolve) => {
      finish = resolve;
    });
    const timer = setTimeout(() => finish?.(false), FRAME_TIMEOUT);
    document.documentElement.append(frame);
    const succeeded = await ended;
    clearTimeout(timer);
    frame.remove();
    finish = undefined;
    return succeeded;
  }

  return {
    start: (url, since) => inTurn(async (resolve) => {
      // Without it the renewal ends on a page that tells the others.
      url.searchParams.delete('continue');
      resolve(renewedAt >= since || await renewInFrame(url));
    }),
    onEnd(succeeded, at) {
      renewedAt = succeeded ? at : renewedAt;
      finish?.(succeeded);
    },
  };
}
