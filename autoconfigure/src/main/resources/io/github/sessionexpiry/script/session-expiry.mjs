// @ts-check

/**
 * session-expiry.js for code that imports it. What its tag would say is in the page:
 *
 *   <meta name="session-expiry" data-mode="dialog" data-base="/shop/session-expiry">
 */
import './session-expiry.js';

export const { sessionExpiry } = window;
