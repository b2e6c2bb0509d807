import type { SessionExpiry } from './session-expiry.js';

export type * from './session-expiry.js';

/** The same object as `window.sessionExpiry`. */
export declare const sessionExpiry: SessionExpiry;
