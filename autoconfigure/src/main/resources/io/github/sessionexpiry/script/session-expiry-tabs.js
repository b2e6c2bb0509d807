// @ts-check

/**
 * All tabs of the same application: what one knows, the others hear; what one is enough for, one does. An origin may have
 * several applications, so each of these is told which one it is for, by the path of the endpoints.
 *
 * @typedef {{ type: string, at: number, session?: object }} Message
 *
 * @typedef {object} Tabs
 * @property {() => void} open begins to hear the others
 * @property {() => void} close
 * @property {(message: Message) => void} tell
 * @property {(message: Message) => Promise<void>} deliver tells, and resolves when the others have heard
 *
 * @typedef {<T>(work: (resolve: (value: T) => void) => Promise<unknown>) => Promise<T>} Turn does work that one tab does
 *   at a time. It ends for the caller when it calls `resolve`, for the next tab when its promise is settled. Rejects if its
 *   turn does not come
 */

/** Of the BroadcastChannel, and what the names of locks begin with. */
const NAME = 'session-expiry';

/** How long a message may take to the other tabs, in milliseconds. */
const DELIVERY_TIME = 1_000;

/** How long to wait for a tab that may stand still, in an `alert()` for example. */
const TURN_TIMEOUT = 20_000;

/**
 * @param {string} application
 * @param {(message: { type?: unknown, at?: unknown, session?: any }) => void} onMessage
 * @returns {Tabs}
 */
export function createTabs(application, onMessage) {
  /** @type {BroadcastChannel | undefined} */
  let channel;

  /** @type {Set<() => void>} */
  const deliveries = new Set();

  return {
    open() {
      channel ??= new BroadcastChannel(NAME);
      channel.onmessage = ({ data }) => {
        // The end of a login does not know whose it is.
        (data?.application ?? application) === application && onMessage(data ?? {});
      };
    },

    // A page with an open channel can't go into the back/forward cache.
    close() {
      channel?.close();
      channel = undefined;
      deliveries.forEach((finish) => finish());
    },

    tell(message) {
      const all = channel ?? new BroadcastChannel(NAME);
      all.postMessage({ ...message, application });
      channel ?? all.close();
    },

    // Not by a timer alone: those of a hidden tab may take a minute. The browser delivers to all at a time, to us as well.
    deliver(message) {
      return new Promise((resolve) => {
        const echo = new BroadcastChannel(NAME);
        const onDelivered = () => {
          clearTimeout(timer);
          deliveries.delete(onDelivered);
          echo.close();
          resolve();
        };
        const timer = setTimeout(onDelivered, DELIVERY_TIME);
        deliveries.add(onDelivered);
        echo.onmessage = onDelivered;
        this.tell(message);
      });
    },
  };
}

/**
 * @param {string} application
 * @param {string} name of the work
 * @returns {Turn}
 */
export function createTurn(application, name) {
  return (work) => new Promise((resolve, reject) => {
    // Where pages are not trustworthy there are no locks, and each tab is on its own.
    (navigator.locks ? inTurn(() => work(resolve)) : work(resolve)).catch(reject);
  });

  /** @param {() => Promise<unknown>} work */
  function inTurn(work) {
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), TURN_TIMEOUT);
    return navigator.locks.request(`${NAME}-${name} ${application}`, { signal: waiting.signal }, () => {
      clearTimeout(timer);
      return work();
    });
  }
}

/**
 * Which tab asks the user: one, the one that has the focus.
 *
 * @typedef {object} Claim
 * @property {(steal?: boolean) => void} make asks for the claim, or takes it from another tab
 * @property {() => void} give gives it up
 * @property {() => boolean} isHeld
 *
 * @param {string} application
 * @param {() => void} onChange the claim was made, or lost
 * @returns {Claim}
 */
export function createClaim(application, onChange) {
  /** @type {(() => void) | undefined} */
  let giveBack;
  /** @type {AbortController | undefined} */
  let queueing;

  /** @param {boolean} [steal] */
  function make(steal = false) {
    if (giveBack || !navigator.locks) {
      onChange();
      return;
    }
    queueing?.abort();
    queueing = new AbortController();
    const { signal } = queueing;
    /** @param {Lock | null} lock */
    const onLock = (lock) => {
      if (signal.aborted) {
        return undefined;
      }
      if (!lock) {
        onChange();
        request({ signal });
        return undefined;
      }
      return new Promise((/** @type {(value?: undefined) => void} */ resolve) => {
        giveBack = resolve;
        onChange();
      });
    };
    /** @param {LockOptions} options */
    const request = (options) => navigator.locks.request(`${NAME} ${application}`, options, onLock).catch(() => {
      // Another tab has taken it.
      if (!signal.aborted) {
        giveBack = undefined;
        make();
      }
    });
    request(steal ? { steal } : { ifAvailable: true });
  }

  return {
    make,
    give() {
      queueing?.abort();
      queueing = undefined;
      giveBack?.();
      giveBack = undefined;
    },
    isHeld: () => Boolean(giveBack) || !navigator.locks,
  };
}
