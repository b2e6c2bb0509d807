// @ts-check
/// <reference path="./session-expiry.d.ts" />

/**
 * Session Expiry for Spring Boot, the browser side.
 *
 * Recognises the answer that tells a script "log in first", keeps it from the page, and sends the browser to log in and
 * back. Load it first in <head>, so that no other script has kept a reference to what it wraps:
 *
 *   <script src="/session-expiry/session-expiry.js"></script>
 *
 * A page that never gets such an answer cannot tell that this script is there: fetch and XMLHttpRequest are the
 * browser's own behind a Proxy, and nothing of a response is read before it is known to be ours.
 */
(() => {
  'use strict';

  // A second <script> tag. Not `in`: an element with this id is a property of window, too.
  if (Object.prototype.hasOwnProperty.call(window, 'sessionExpiry')) {
    return;
  }

  // ------------------------------------------------------------------------------------------------- configuration

  const defaults = {
    status: 403,
    loginUrlHeader: 'login_url',
    loginPageHeader: 'IsLoginPage',
    sentinel: 'LOGIN_REQUIRED',
  };

  /** @type {Partial<typeof defaults>} what the application has configured: the server replaces this line */
  const configured = {};

  const config = { ...defaults, ...configured };

  const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null;

  const mode = script?.dataset.mode ?? 'redirect';
  if (mode !== 'redirect') {
    console.warn(`session-expiry.js: unknown data-mode "${mode}", using "redirect". Allowed values: redirect`);
  }

  // ------------------------------------------------------------------------------------------------------- helpers

  // The browser's own: others replace them later on (zone.js does), and what we return must be what fetch returns.
  const { Promise } = window;
  const { addEventListener, removeEventListener } = EventTarget.prototype;

  /** @type {<T>(part: () => T) => T | undefined} runs a part of a hook: when it fails, the page must not notice */
  function attempt(part) {
    try {
      return part();
    } catch {
      return undefined;
    }
  }

  /** @type {(value: unknown, name: string) => boolean} like instanceof, but right for another frame's object as well */
  function isA(value, name) {
    return Object.prototype.toString.call(value) === `[object ${name}]`;
  }

  /** @param {any} value a string or a URL; another object is left alone, its toString() might be code of the page */
  function parseUrl(value) {
    return typeof value === 'string' || isA(value, 'URL') ? attempt(() => new URL(value, document.baseURI)) : undefined;
  }

  // -------------------------------------------------------------------------------------------- recognise an answer

  /**
   * What fetch and XMLHttpRequest both know of a response: the URL that the page asked for and the one that answered,
   * which is another one after a redirect; the status; the headers that the page may read.
   *
   * @typedef {{ requested?: URL, url?: URL, status: number, header: (name: string) => string | null }} Answer
   */

  /** @param {Answer} answer */
  function isSameOrigin({ url }) {
    return url?.origin === location.origin;
  }

  /**
   * By the header, or because a redirect led to the login page. "Led" means to another path: a script that posts a
   * wrong password to /login and is sent to /login?error has asked for the login page and gets it.
   *
   * @param {Answer} answer
   */
  function isLoginRequired(answer) {
    const { requested, url, status, header } = answer;
    if (status === config.status && header(config.loginUrlHeader) !== null) {
      return true;
    }
    return requested !== undefined && url !== undefined && isSameOrigin(answer)
      && (requested.origin !== url.origin || requested.pathname !== url.pathname)
      && header(config.loginPageHeader) === '1';
  }

  /** @param {Answer} answer whose body can be the sentinel: some proxies drop headers with an underscore in the name */
  function isCandidate(answer) {
    if (answer.status !== config.status || !isSameOrigin(answer)) {
      return false;
    }
    const length = answer.header('Content-Length');
    return /^text\/plain\s*(;|$)/i.test(answer.header('Content-Type') ?? '')
      && (length === null || Number(length) === new TextEncoder().encode(config.sentinel).length);
  }

  // ------------------------------------------------------------------------------------------------ where to log in

  /** @param {Answer} answer has come from another server maybe, or through a proxy: its URL is a suggestion */
  function loginUrl(answer) {
    const value = answer.header(config.loginUrlHeader) ?? '';
    const url = parseUrl(value);
    if (value === '' || url === undefined || !/^https?:$/.test(url.protocol)) {
      return ownLoginUrl();
    }
    if (url.origin !== location.origin) {
      // An application may name its identity provider, but spelt out: what reads like a path and leads elsewhere, as
      // //host or /\host do, was not meant to. Another server can only speak for itself.
      const spelledOut = /^https?:\/\/[^/\\]/i.test(value);
      return spelledOut && (isSameOrigin(answer) || url.origin === answer.url?.origin) ? url : ownLoginUrl();
    }
    if (url.searchParams.has('continue')) {
      // The server had only a Referer to go by, which lacks the fragment and, by policy, often the path.
      url.searchParams.set('continue', currentPage());
    }
    return url;
  }

  /** The login endpoint is a neighbour of this script. */
  function ownLoginUrl() {
    const src = parseUrl(script?.src);
    const url = new URL('login', src?.origin === location.origin ? src : new URL('/session-expiry/', document.baseURI));
    url.searchParams.set('continue', currentPage());
    return url;
  }

  function currentPage() {
    return location.pathname + location.search + location.hash;
  }

  // -------------------------------------------------------------------------------------------------- held requests

  /** @typedef {{ release: () => void }} HeldRequest of whose answer the page knows nothing, until it is released */

  /** @type {Set<HeldRequest>} */
  const held = new Set();

  let leaving = false;
  let stopped = false;

  /** @type {(request: HeldRequest, answer: Answer) => void} */
  function hold(request, answer) {
    if (stopped) {
      request.release();
      return;
    }
    held.add(request);
    if (!leaving) {
      leaving = true;
      location.assign(loginUrl(answer).href);
    }
  }

  function releaseAll() {
    const requests = [...held];
    held.clear();
    leaving = false;
    requests.forEach((request) => request.release());
  }

  /** @param {PageTransitionEvent} event from HTML's "reactivate a document": the user is back, all is as we left it */
  function onPageShow(event) {
    event.persisted && releaseAll();
  }

  // ---------------------------------------------------------------------------------------------------------- hooks

  /** @type {Array<() => void>} */
  const undo = [];

  /**
   * Puts a Proxy in the place of a function; name, length, prototype, statics and `this` remain the function's own. The
   * undo leaves the Proxy where somebody else has built on it, but without its traps it does nothing.
   *
   * @type {(traps: ProxyHandler<any>, owner: any, name: string) => unknown}
   */
  function hook(traps, owner, name) {
    const proxy = new Proxy(owner[name], traps);
    replace(owner, name, proxy);
    undo.push(() => ['apply', 'construct'].forEach((trap) => Reflect.deleteProperty(traps, trap)));
    return proxy;
  }

  /** @type {(owner: any, name: string, value: unknown) => void} */
  function replace(owner, name, value) {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name) ?? {};
    Object.defineProperty(owner, name, { ...descriptor, value });
    undo.push(() => owner[name] === value && Object.defineProperty(owner, name, descriptor));
  }

  // Fetch Metadata, "set the Fetch metadata headers": only trustworthy origins are told by Sec-Fetch-* that a request
  // is a script's. The others are told by the page, that is, by us.
  const namesItself = !window.isSecureContext;
  const REQUESTED_WITH = 'X-Requested-With';

  // ---------------------------------------------------------------------------------------------------------- fetch

  hook({
    apply(nativeFetch, self, args) {
      const call = attempt(() => describeFetch(args));
      // With a signal that is already aborted fetch rejects at once; our promise would be a microtask late.
      if (call === undefined || call.signal?.aborted) {
        return Reflect.apply(nativeFetch, self, args);
      }
      const response = Reflect.apply(nativeFetch, self, call.args);
      return response instanceof Promise ? answerOrHold(response, call) : response;
    },
  }, window, 'fetch');

  /** @param {any[]} args */
  function describeFetch(args) {
    const [input, init] = args;
    /** @type {Request | undefined} */
    const request = isA(input, 'Request') ? input : undefined;
    const { signal = request?.signal } = init ?? {};
    const requested = parseUrl(request ? request.url : input);
    return {
      requested,
      signal: /** @type {AbortSignal | undefined} */ (isA(signal, 'AbortSignal') ? signal : undefined),
      args: namesItself && requested?.origin === location.origin ? withRequestedWith(args, request) : args,
    };
  }

  /** @type {(args: any[], request?: Request) => unknown[]} */
  function withRequestedWith(args, request) {
    const [input, given] = args;
    const init = given ?? {};
    const headers = new Headers(init.headers ?? request?.headers);
    if (init !== Object(init) || headers.has(REQUESTED_WITH) || (init.mode ?? request?.mode) === 'no-cors') {
      return args;
    }
    headers.set(REQUESTED_WITH, 'XMLHttpRequest');
    // Fetch standard, Request constructor: with any init, it forgets the referrer and the policy of the given Request.
    const { referrer, referrerPolicy } = request ?? {};
    const own = request && !given ? { headers, referrer, referrerPolicy } : { headers };
    // A view of the page's init, not a copy: it may be a Request, or an object with getters.
    return [input, new Proxy(own, { get: (_, name) => Reflect.get(name in own ? own : init, name) })];
  }

  /** @type {(pending: Promise<Response>, call: { requested?: URL, signal?: AbortSignal }) => Promise<Response>} */
  function answerOrHold(pending, { requested, signal }) {
    return new Promise((resolve, reject) => {
      // Rejects in the same moment as native fetch would, and while the request is held.
      const onAbort = () => {
        held.delete(request);
        reject(signal?.reason);
      };
      /** @type {(settle: (value: any) => void, value: unknown) => void} */
      const finish = (settle, value) => {
        signal && removeEventListener.call(signal, 'abort', onAbort);
        settle(value);
      };
      const request = { release: () => {} };
      signal && addEventListener.call(signal, 'abort', onAbort);
      pending.then((response) => {
        request.release = () => finish(resolve, response);
        try {
          releaseOrHold(request, response, requested);
        } catch {
          request.release();
        }
      }, (error) => finish(reject, error));
    });
  }

  /** @type {(request: HeldRequest, response: Response, requested?: URL) => void} */
  function releaseOrHold(request, response, requested) {
    const { status, headers } = response;
    const answer = { requested, url: parseUrl(response.url), status, header: headers.get.bind(headers) };
    if (isLoginRequired(answer)) {
      hold(request, answer);
    } else if (isCandidate(answer)) {
      bodyIsSentinel(response).then((ours) => (ours ? hold(request, answer) : request.release()), request.release);
    } else {
      request.release();
    }
  }

  /** @param {Response} response of which a copy is read, no further than it takes to know */
  async function bodyIsSentinel(response) {
    const reader = response.clone().body?.getReader();
    const decoder = new TextDecoder();
    let text = '';
    while (reader && config.sentinel.startsWith(text)) {
      const { done, value } = await reader.read();
      if (done) {
        return text === config.sentinel;
      }
      text += decoder.decode(value, { stream: true });
    }
    reader?.cancel().catch(() => {});
    return false;
  }

  // ------------------------------------------------------------------------------------------------- XMLHttpRequest

  /**
   * What is known since open(). `named`: the page has set X-Requested-With. `outcome`: the event that ended a held
   * request.
   *
   * @typedef {{ requested?: URL, async: boolean, named?: boolean, held?: HeldRequest, outcome?: ProgressEvent }} State
   */

  /** @type {WeakMap<XMLHttpRequest, State>} */
  const states = new WeakMap();

  const { prototype } = XMLHttpRequest;

  replace(prototype, 'constructor', hook({
    construct(NativeXhr, args, newTarget) {
      const xhr = Reflect.construct(NativeXhr, args, newTarget);
      states.set(xhr, { async: true });
      // DOM standard, "inner invoke": the first one registered is called first. Capturing, nobody can be ahead of us.
      for (const type of ['readystatechange', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend']) {
        addEventListener.call(xhr, type, onXhrEvent, true);
      }
      return xhr;
    },
  }, window, 'XMLHttpRequest'));

  /** @type {(this: XMLHttpRequest, event: Event) => void} */
  function onXhrEvent(event) {
    const state = states.get(this);
    if (!state || !event.isTrusted) {
      return;
    }
    if (event.type === 'readystatechange' && !state.held && !stopped) {
      attempt(() => examine(this, state));
    }
    if (state.held) {
      event.stopImmediatePropagation();
      if (/^(load|error|timeout|abort)$/.test(event.type)) {
        state.outcome = /** @type {ProgressEvent} */ (event);
      }
    }
  }

  /** @type {(xhr: XMLHttpRequest, state: State) => void} */
  function examine(xhr, state) {
    const { readyState, responseType, status } = xhr;
    // The headers are known at 2, the body at 4. A synchronous request can't be held.
    if (!state.async || (readyState !== 2 && readyState !== 4)) {
      return;
    }
    /** @type {Answer} */
    const answer = {
      requested: state.requested,
      url: parseUrl(xhr.responseURL),
      status,
      // Asked for a header that another origin does not expose, getResponseHeader() logs an error.
      header: (name) => (isSameOrigin(answer) || isExposed(xhr, name) ? xhr.getResponseHeader(name) : null),
    };
    const ours = readyState === 2 ? isLoginRequired(answer)
      : /^(text)?$/.test(responseType) && isCandidate(answer) && xhr.responseText === config.sentinel;
    if (ours) {
      state.held = { release: () => releaseXhr(xhr, state) };
      hold(state.held, answer);
    }
  }

  /** @type {(xhr: XMLHttpRequest, name: string) => boolean} */
  function isExposed(xhr, name) {
    return `\n${xhr.getAllResponseHeaders()}`.toLowerCase().includes(`\n${name.toLowerCase()}:`);
  }

  /** @type {(xhr: XMLHttpRequest, state: State) => void} */
  function releaseXhr(xhr, state) {
    state.held = undefined;
    xhr.dispatchEvent(new Event('readystatechange'));
    if (state.outcome) {
      xhr.dispatchEvent(new ProgressEvent(state.outcome.type, state.outcome));
      xhr.dispatchEvent(new ProgressEvent('loadend', state.outcome));
    }
  }

  hook({
    apply(nativeOpen, xhr, args) {
      const before = states.get(xhr);
      if (before) {
        // Before the native call, which fires readystatechange: a page may set headers and send in there.
        states.set(xhr, { requested: parseUrl(args[1]), async: args.length < 3 || Boolean(args[2]) });
      }
      try {
        Reflect.apply(nativeOpen, xhr, args);
      } catch (error) {
        before && states.set(xhr, before);
        throw error;
      }
      before?.held && held.delete(before.held);
    },
  }, prototype, 'open');

  hook({
    apply(nativeAbort, xhr, args) {
      const state = states.get(xhr);
      const request = state?.held;
      if (request) {
        held.delete(request);
        state.held = undefined;
      }
      Reflect.apply(nativeAbort, xhr, args);
      if (request && state.outcome) {
        attempt(() => dispatchAbort(xhr));
      }
    },
  }, prototype, 'abort');

  /**
   * XHR standard, abort(): a request that is done, as a held one is, ends without events. But to the page it was under
   * way and has the "request error steps" to come, during which readyState is 4.
   *
   * @param {any} xhr
   */
  function dispatchAbort(xhr) {
    const get = () => Reflect.get(prototype, 'readyState', xhr) || 4;
    Object.defineProperty(xhr, 'readyState', { get, configurable: true });
    xhr.dispatchEvent(new Event('readystatechange'));
    xhr.dispatchEvent(new ProgressEvent('abort'));
    xhr.dispatchEvent(new ProgressEvent('loadend'));
    delete xhr.readyState;
  }

  if (namesItself) {
    const { setRequestHeader } = prototype;

    hook({
      apply(nativeSetRequestHeader, xhr, args) {
        Reflect.apply(nativeSetRequestHeader, xhr, args);
        const state = states.get(xhr);
        if (state && typeof args[0] === 'string' && args[0].toLowerCase() === REQUESTED_WITH.toLowerCase()) {
          state.named = true;
        }
      },
    }, prototype, 'setRequestHeader');

    hook({
      apply(nativeSend, xhr, args) {
        const state = states.get(xhr);
        if (state && !state.named && state.requested?.origin === location.origin) {
          attempt(() => setRequestHeader.call(xhr, REQUESTED_WITH, 'XMLHttpRequest'));
        }
        Reflect.apply(nativeSend, xhr, args);
      },
    }, prototype, 'send');
  }

  // ----------------------------------------------------------------------------------------------------- public API

  window.addEventListener('pageshow', onPageShow);

  window.sessionExpiry = Object.freeze({
    stop() {
      stopped = true;
      window.removeEventListener('pageshow', onPageShow);
      undo.splice(0).reverse().forEach(attempt);
      releaseAll();
    },
  });
})();
