/** What the server says of a session. */
export interface SessionStatus {
  /** Whether somebody is logged in. */
  authenticated: boolean;
  /** Seconds until the session ends; `null` if it never does. */
  expires_in?: number | null;
  /** Seconds that the session lasts without a request. */
  max_inactive?: number | null;
  /** Tells one user from another; says nothing about who that is. */
  user?: string;
  /** Where to log in, if nobody is logged in. */
  login_url?: string;
  /** The session's CSRF token, from `extend()`; absent where CSRF protection is off. */
  csrf?: { header_name: string; parameter_name: string; token: string };
}

/** What `session-expiry.js` adds to a page. */
export interface SessionExpiry {
  /** Asks the server how long the session lasts, without making it last longer. Rejects if the server does not say. */
  status(): Promise<SessionStatus>;
  /**
   * Makes the session last its full time again, and puts its CSRF token into the page. Rejects if the server does not
   * answer; if nobody is logged in, `authenticated` is false.
   */
  extend(): Promise<SessionStatus>;
  /**
   * Opens the login in a small window; to be called when the user has clicked. Resolves when somebody is logged in and
   * the held requests have been sent again, or with `authenticated` false if the user doesn't want to. Where windows are
   * blocked, a dialog or, in the other modes, a navigation takes over.
   */
  login(): Promise<SessionStatus>;
  /**
   * Says that requests to these URLs are made by the page on its own, such as those that it polls: they are served as
   * ever, and do not extend the session.
   *
   * @param pattern a path, in which `*` stands for anything but a slash, and `**` for anything
   */
  passive(pattern: string): void;
  /**
   * Replaces texts of the dialog, in whatever language the page has at that time.
   *
   * @param replace is called with the key of a text and the values in it, such as `count`; what it returns is shown, or
   *   after `undefined` our own text
   */
  texts(replace: (key: string, values: Record<string, unknown>) => string | undefined): void;
  /**
   * Takes the script out of the page: `fetch` and `XMLHttpRequest` are the browser's own again, and requests that are
   * held get the server's answer. Where other code has wrapped them in the meantime its work stays in place, and the
   * script merely passes everything through.
   */
  stop(): void;
}

/**
 * The session is about to end. After `preventDefault()` it is the page that warns; `extend()` is what a user wants who
 * needs more time.
 */
export interface WarningDetail {
  /** Seconds that are left. */
  expiresIn: number;
}

/** A request that the page has made. */
export interface RequestInfo {
  method: string;
  url: string;
}

/** The user has to log in. After `preventDefault()` it is the page that asks, and `login()` that opens the login. */
export interface ExpiredDetail {
  /**
   * `session_expired`, `login_required`, `session_replaced`, `session_too_old`, `session_ended_elsewhere`,
   * `refresh_required`, `logged_out`, or one of the application's own.
   */
  reason: string;
  /** A navigation to it logs the user in and comes back to this page. */
  loginUrl: string;
  /** How many requests are held. */
  requests: number;
  /** How many of them change something and will be sent again. */
  changes: number;
  /** Gives the held requests the server's answer. */
  release(): void;
}

/** The user is logged in again, the CSRF tokens of the page are new, and what was held is about to be sent again. */
export interface RestoredDetail {
  /** See {@link SessionStatus.user}. */
  user?: string;
  /** How many requests are sent again. */
  requests: number;
}

/**
 * Held requests got the server's answer and were not sent again. After `user-changed` the page is loaded again, unless
 * `preventDefault()` is called.
 */
export interface ReleasedDetail {
  reason: 'cancelled' | 'declined' | 'held-too-long' | 'login-failed' | 'not-replayable' | 'released-by-page' | 'stayed'
    | 'unavailable' | 'user-changed';
  requests: RequestInfo[];
}

/**
 * `login-failed`: a request needs a login right after one; after `preventDefault()` no message is shown.
 * `unavailable`: a part of the script, or the server, can't be reached.
 */
export interface ErrorDetail {
  reason: 'login-failed' | 'unavailable';
  loginUrl?: string;
  error?: unknown;
}

declare global {
  interface Window {
    /** The one global of `session-expiry.js`; there from the moment the script has run. */
    sessionExpiry: SessionExpiry;
  }

  interface DocumentEventMap {
    'session-expiry:warning': CustomEvent<WarningDetail>;
    'session-expiry:expired': CustomEvent<ExpiredDetail>;
    'session-expiry:restored': CustomEvent<RestoredDetail>;
    'session-expiry:released': CustomEvent<ReleasedDetail>;
    'session-expiry:error': CustomEvent<ErrorDetail>;
  }
}
