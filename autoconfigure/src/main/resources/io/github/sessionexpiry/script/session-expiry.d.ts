/** What `session-expiry.js` adds to a page. */
export interface SessionExpiry {
  /**
   * Takes the script out of the page: `fetch` and `XMLHttpRequest` are the browser's own again, and requests that are
   * held get the server's answer. Where other code has wrapped them in the meantime its work stays in place, and the
   * script merely passes everything through.
   */
  stop(): void;
}

declare global {
  interface Window {
    /** The one global of `session-expiry.js`; there from the moment the script has run. */
    sessionExpiry: SessionExpiry;
  }
}
