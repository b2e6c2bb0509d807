// @ts-check
/// <reference path="./session-expiry.d.ts" />

/**
 * Session Expiry for Spring Boot, the browser side.
 *
 * Recognises the answer that tells a script "log in first", keeps it from the page, lets the user log in, and sends the
 * request again. Load it first in <head>, so that no other script has kept a reference to what it wraps:
 *
 *   <script src="/session-expiry/session-expiry.js"></script>
 *
 * A page that never gets such an answer cannot tell that this script is there: fetch and XMLHttpRequest are the
 * browser's own behind a Proxy, and nothing of a response is read before it is known to be ours.
 *
 * Here is what must be there from the start: recognising, holding and sending again. What happens in between is in
 * session-expiry-login.js, which is loaded when the browser has nothing else to do.
 */
(() => {
  'use strict';

  /**
   * @typedef {import('./session-expiry-login.js').Kind} Kind
   * @typedef {import('./session-expiry-login.js').Details} Details
   * @typedef {import('./session-expiry-login.js').Content} Content
   * @typedef {import('./session-expiry-login.js').Outcome} Outcome
   * @typedef {import('./session-expiry-login.js').HeldRequest} HeldRequest
   * @typedef {import('./session-expiry-login.js').Login} Login
   */

  // A second <script> tag. Not `in`: an element with this id is a property of window, too.
  if (Object.prototype.hasOwnProperty.call(window, 'sessionExpiry')) {
    return;
  }

  // ------------------------------------------------------------------------------------------------- configuration

  const defaults = {
    status: 403,
    loginUrlHeader: 'login_url',
    loginPageHeader: 'IsLoginPage',
    refreshUrlHeader: 'refresh_url',
    sentinel: 'LOGIN_REQUIRED',
  };

  /** @type {Partial<typeof defaults>} what the application has configured: the server replaces this line */
  const configured = {};

  const config = { ...defaults, ...configured };

  /** @type {HTMLElement | null} a module has no tag; its page says in a <meta> what the tag would say */
  const tag = /** @type {any} */ (document.currentScript) ?? document.querySelector('meta[name="session-expiry"]');

  const dataset = /** @type {DOMStringMap} */ (tag?.dataset ?? {});

  /** @type {(attribute: string, fallback: string, allowed: string, pattern?: RegExp) => string} */
  function option(attribute, fallback, allowed, pattern) {
    const value = tag?.getAttribute(attribute) ?? undefined;
    if (value === undefined || (pattern ? pattern.test(value) : allowed.split(', ').includes(value))) {
      return value ?? fallback;
    }
    console.warn(`session-expiry.js: unknown ${attribute} "${value}", using "${fallback}". Allowed values: ${allowed}`);
    return fallback;
  }

  const mode = option('data-mode', 'dialog', 'dialog, redirect, event');
  const replay = option('data-replay', 'all', 'all, safe, none');
  const maxBody = Number(option('data-max-body', '1048576', 'a number of bytes', /^\d+$/));

  /** Where this script is. */
  const source = parseUrl(dataset.base?.replace(/\/?$/, '/') ?? Reflect.get(tag ?? {}, 'src'));

  /** Where the endpoints are. */
  const base = new URL('.', source?.origin === location.origin ? source : new URL('/session-expiry/', document.baseURI));

  // ------------------------------------------------------------------------------------------------------- helpers

  // The browser's own: others replace them later on (zone.js does), and what we return must be what fetch returns.
  const { Promise, fetch: nativeFetch } = window;

  // HTML standard, "origin": that of a sandboxed page is opaque, and nothing is of the same origin as it. location does
  // not know of that.
  const { origin } = window;

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
    return url?.origin === origin;
  }

  /**
   * By the header, or because a redirect led to the login page. "Led" means to another path: a script that posts a
   * wrong password to /login and is sent to /login?error has asked for the login page and gets it. So does a script
   * that logs out: Spring Security then goes to /login?logout.
   *
   * @type {(answer: Answer) => Kind | undefined}
   */
  function recognise(answer) {
    const { requested, url, status, header } = answer;
    if (status === config.status && header(config.loginUrlHeader) !== null) {
      return 'login';
    }
    if (!isSameOrigin(answer)) {
      return undefined;
    }
    if (status === config.status && header(config.refreshUrlHeader) !== null) {
      return 'refresh';
    }
    if (status === 403 && header('csrf_refresh') !== null) {
      return 'csrf';
    }
    return requested !== undefined && url !== undefined
      && (requested.origin !== url.origin || requested.pathname !== url.pathname)
      && header(config.loginPageHeader) === '1' && !url.searchParams.has('logout') ? 'login' : undefined;
  }

  /** @type {(status: number, url: string, requested?: URL) => boolean} what most answers are, found out in no time */
  function isOrdinary(status, url, requested) {
    return status !== config.status && status !== 403 && url === requested?.href;
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

  // -------------------------------------------------------------------------------------------------- held requests

  /** @type {Set<HeldRequest>} of whose answers the page knows nothing yet */
  const held = new Set();

  /** How many requests the page has made. */
  let count = 0;
  let stopped = false;

  // The window in which a user logs in for another page keeps nothing back: somebody has to get through there.
  const LOGIN_WINDOW = 'session-expiry-login';
  const isLoginWindow = window.name === LOGIN_WINDOW
    || Boolean(attempt(() => sessionStorage.getItem(LOGIN_WINDOW)));

  /** @type {import('./session-expiry-login.js').Core} */
  const core = {
    held, mode, base, dataset, option, fetch: nativeFetch.bind(window), loginWindow: LOGIN_WINDOW, isLoginWindow,
    isPassive: () => false,
  };

  /** @type {Promise<Login> | undefined} */
  let login;

  /** What comes after the first answer that is ours. Safely here long before, in case the network is gone by then. */
  function loadLogin() {
    if (!login) {
      login = import('./session-expiry-login.js').then(({ start }) => start(core));
      login.catch(() => {
        login = undefined;
      });
    }
    return login;
  }

  /** @type {(answer: Answer) => Details} read before the page has a chance to send the same XMLHttpRequest again */
  function describe({ url, header }) {
    return {
      url, loginUrl: header(config.loginUrlHeader), reason: header('Session-Expiry'),
      refreshUrl: header(config.refreshUrlHeader) ?? header('csrf_refresh'),
    };
  }

  /** @type {(request: HeldRequest, kind: Kind, details: Details) => void} */
  function hold(request, kind, details) {
    if (stopped || isLoginWindow) {
      request.release();
      return;
    }
    held.add(request);
    loadLogin().then((module) => module.onHeld(request, kind, details)).catch((error) => {
      // Like a page without this script, it gets the server's answer, and keeps what has been typed.
      document.dispatchEvent(new CustomEvent('session-expiry:error', { detail: { reason: 'unavailable', error } }));
      releaseAll();
    });
  }

  /** @param {HeldRequest} [request] that the page itself has ended */
  function drop(request) {
    if (request && held.delete(request)) {
      login?.then((module) => module.onDropped());
    }
  }

  function releaseAll() {
    const requests = [...held];
    held.clear();
    requests.forEach((request) => request.release());
  }

  /** @type {(method: unknown) => boolean} a request that changes nothing, by RFC 9110 */
  function isRead(method) {
    return /^(GET|HEAD)$/i.test(String(method));
  }

  /** @type {(method: unknown) => boolean} */
  function mayBeReplayed(method) {
    return typeof method === 'string' && (replay === 'all' || (replay === 'safe' && isRead(method)));
  }

  /**
   * What a body is at this moment, for later: the page may go on and change the object.
   *
   * @param {any} body
   * @returns {any} throws if it can't be sent twice
   */
  function keep(body) {
    if (body === null || body === undefined || typeof body === 'string' || isA(body, 'Blob') || isA(body, 'File')) {
      return body;
    }
    if (isA(body, 'URLSearchParams')) {
      return new URLSearchParams(body);
    }
    if (isA(body, 'FormData')) {
      const copy = new FormData();
      body.forEach((/** @type {any} */ value, /** @type {string} */ name) => copy.append(name, value));
      return copy;
    }
    const isView = ArrayBuffer.isView(body);
    if ((isView || isA(body, 'ArrayBuffer')) && body.byteLength <= maxBody) {
      return isView ? body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength) : body.slice();
    }
    throw new TypeError();
  }

  // ---------------------------------------------------------------------------------------------------------- hooks

  /** @type {Array<() => void>} */
  const undo = [];

  /**
   * Puts a Proxy in the place of a function; name, length, prototype, statics and `this` remain the function's own. The
   * undo leaves the Proxy where somebody else has built on it, but without its traps it does nothing.
   *
   * @type {(traps: ProxyHandler<any>, owner: any, name: string, field?: 'value' | 'get') => unknown}
   */
  function hook(traps, owner, name, field = 'value') {
    const proxy = new Proxy(Object.getOwnPropertyDescriptor(owner, name)?.[field] ?? owner[name], traps);
    replace(owner, name, proxy, field);
    undo.push(() => delete traps.apply && delete traps.construct);
    return proxy;
  }

  /** @type {(owner: any, name: string, value: unknown, field?: 'value' | 'get') => void} */
  function replace(owner, name, value, field = 'value') {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name) ?? {};
    Object.defineProperty(owner, name, { ...descriptor, [field]: value });
    undo.push(() => Object.getOwnPropertyDescriptor(owner, name)?.[field] === value
      && Object.defineProperty(owner, name, descriptor));
  }

  // Fetch Metadata, "set the Fetch metadata headers": only trustworthy origins are told by Sec-Fetch-* that a request
  // is a script's. The others are told by the page, that is, by us.
  const namesItself = !window.isSecureContext;

  /** @type {(url?: URL) => Array<[name: string, value: string]>} what the server is told of a request, if it is ours */
  function marks(url) {
    /** @type {Array<[string, string]>} */
    const headers = [];
    if (url?.origin === origin && !stopped) {
      namesItself && headers.push(['X-Requested-With', 'XMLHttpRequest']);
      core.isPassive(url) && headers.push(['Session-Expiry-Passive', 'true']);
    }
    return headers;
  }

  // ---------------------------------------------------------------------------------------------------------- fetch

  /**
   * A call of fetch, and what it takes to make it again. `init` and `headers` are known once the browser has read them.
   *
   * @typedef {object} Call
   * @property {any[]} args
   * @property {number} order
   * @property {URL} [requested]
   * @property {Request} [request]
   * @property {Record<string, any>} init
   * @property {Headers} [headers]
   * @property {boolean} [once] it can't be made again
   */

  hook({
    apply(target, self, args) {
      const call = attempt(() => describeFetch(args, true));
      const response = Reflect.apply(target, self, call ? call.args : args);
      // With a signal that is already aborted fetch rejects at once; our promise would be a microtask late.
      return call && isA(response, 'Promise') && !signalOf(call)?.aborted ? answerOrHold(response, call) : response;
    },
  }, window, 'fetch');

  /** @type {WeakMap<Request, any>} what they were made with, as it was then. To read it from them takes it from the page */
  const bodies = new WeakMap();

  replace(Request.prototype, 'constructor', hook({
    construct(NativeRequest, args, newTarget) {
      const call = attempt(() => describeFetch(args, false));
      const request = Reflect.construct(NativeRequest, call ? call.args : args, newTarget);
      call?.once || bodies.set(request, call?.init.body);
      return request;
    },
  }, window, 'Request'));

  hook({
    apply(nativeClone, request, args) {
      const clone = Reflect.apply(nativeClone, request, args);
      bodies.has(request) && bodies.set(clone, bodies.get(request));
      return clone;
    },
  }, Request.prototype, 'clone');

  /** @type {(args: any[], mayMark: boolean) => Call} */
  function describeFetch(args, mayMark) {
    const [input, init] = args;
    /** @type {Request | undefined} */
    const request = isA(input, 'Request') ? input : undefined;
    const requested = parseUrl(request ? request.url : input);
    const added = mayMark ? marks(requested) : [];
    /** @type {Call} */
    const call = { args, order: ++count, requested, request, init: {} };
    if (request) {
      call.headers = new Headers(request.headers);
      call.once = !mayBeReplayed(request.method)
        || !(isRead(request.method) || bodies.has(request) || request.body === null);
      call.init.body = bodies.get(request);
    }
    if (init === undefined || init === null ? added.length > 0 : init === Object(init)) {
      // What the browser reads of the page's init is what it sends: we look on, and read nothing of it ourselves. The
      // target is another object: what a Proxy may say of a property depends on how its target has defined it.
      const get = (/** @type {any} */ _, /** @type {string | symbol} */ name) => readInit(call, init, name, added);
      call.args = [input, new Proxy({}, { get }), ...args.slice(2)];
    }
    return call;
  }

  /** @type {(call: Call, init: any, name: string | symbol, added: Array<[string, string]>) => unknown} */
  function readInit(call, init, name, added) {
    // Fetch standard, Request constructor: with any init, it forgets the referrer and the policy of the given Request.
    const value = init ? Reflect.get(init, name) : call.request && /^referrer/.test(String(name))
      ? Reflect.get(call.request, name) : undefined;
    if (name === 'headers') {
      return attempt(() => readHeaders(call, init, value, added)) ?? value;
    }
    if (typeof name === 'string' && value !== undefined) {
      try {
        call.init[name] = name === 'body' && !call.once ? keep(value) : value;
      } catch {
        call.once = true;
      }
    }
    return value;
  }

  /** @type {(call: Call, init: any, value: any, added: Array<[string, string]>) => unknown} */
  function readHeaders(call, init, value, added) {
    if (!value && added.length === 0) {
      return value;
    }
    const headers = new Headers(value ?? call.headers);
    call.headers = headers;
    if ((init?.mode ?? call.request?.mode) !== 'no-cors') {
      added.forEach(([name, text]) => headers.has(name) || headers.set(name, text));
    }
    // An iterator can be read only once, and a getter may count: it is our copy that the browser reads.
    return headers;
  }

  /** @type {(call: Call) => AbortSignal | undefined} */
  function signalOf({ init, request }) {
    const { signal = request?.signal } = init;
    return isA(signal, 'AbortSignal') ? signal : undefined;
  }

  /** @type {(pending: Promise<Response>, call: Call) => Promise<Response>} */
  function answerOrHold(pending, call) {
    const signal = signalOf(call);
    return new Promise((resolve, reject) => {
      // Rejects in the same moment as native fetch would, and while the request is held.
      const onAbort = () => {
        // The page may have dispatched an event of its own.
        if (signal?.aborted) {
          drop(request);
          reject(signal.reason);
        }
      };
      /** @type {(settle: (value: any) => void, value: unknown) => void} */
      const finish = (settle, value) => {
        signal && removeEventListener.call(signal, 'abort', onAbort);
        settle(value);
      };
      /** @type {HeldRequest | undefined} */
      let request;
      signal && addEventListener.call(signal, 'abort', onAbort);
      pending.then((response) => {
        examineFetch(response, call, () => finish(resolve, response), (kind, answer) => {
          request = heldFetch(call, () => finish(resolve, response), (value) => finish(resolve, value),
            (error) => finish(reject, error));
          signal?.aborted || hold(request, kind, describe(answer));
        });
      }, (error) => finish(reject, error));
    });
  }

  /** @type {(response: Response, call: Call, other: () => void, ours: (kind: Kind, answer: Answer) => void) => void} */
  function examineFetch(response, { requested }, other, ours) {
    try {
      const { status, headers } = response;
      if (isOrdinary(status, response.url, requested)) {
        other();
        return;
      }
      const answer = { requested, url: parseUrl(response.url), status, header: headers.get.bind(headers) };
      const kind = recognise(answer);
      if (kind) {
        ours(kind, answer);
      } else if (isCandidate(answer)) {
        loadLogin().then((module) => module.isSentinel(response, config.sentinel))
          .then((yes) => (yes ? ours('login', answer) : other()), other);
      } else {
        other();
      }
    } catch {
      other();
    }
  }

  /** @type {(call: Call, release: () => void, resolve: (value: Response) => void, reject: (error: unknown) => void) => HeldRequest} */
  function heldFetch(call, release, resolve, reject) {
    const { requested: url, request, init, order } = call;
    // Attributes of a Request are called as in an init.
    const attributes = ['method', 'mode', 'credentials', 'cache', 'redirect', 'referrer', 'referrerPolicy', 'integrity',
      'keepalive'];
    const { method = 'GET', ...rest } = {
      ...(request && Object.fromEntries(attributes.map((name) => [name, Reflect.get(request, name)]))), ...init,
    };
    return {
      order, method: String(method), url, release,
      isReplayable: !call.once && mayBeReplayed(method) && !rest.keepalive && url !== undefined,
      content: () => url && { url, headers: new Headers(call.headers), body: init.body },
      replay: ({ url: { href }, headers, body }) => new Promise((done) => {
        nativeFetch.call(window, href, { ...rest, method, headers, body, signal: signalOf(call) }).then((response) => {
          const { status } = response;
          /** @param {Kind} [kind] */
          const settle = (kind) => {
            resolve(response);
            done({ status, kind });
          };
          examineFetch(response, call, settle, settle);
        }, (error) => {
          reject(error);
          done({});
        });
      }),
    };
  }

  // ------------------------------------------------------------------------------------------------- XMLHttpRequest

  /**
   * What is known since open(). `sent`: when. `once`: it can't be sent again. `silent`: the page must hear nothing.
   * `settle`: ends the holding. `outcome`: the event that ended a held request. `done`: is told how a replay went.
   *
   * @typedef {object} State
   * @property {number} order
   * @property {unknown} method
   * @property {URL} [requested]
   * @property {boolean} async
   * @property {unknown[]} credentials
   * @property {Array<[string, string]>} headers
   * @property {any} [body]
   * @property {boolean} [once]
   * @property {number} [sent]
   * @property {HeldRequest} [held]
   * @property {boolean} [silent]
   * @property {() => void} [settle]
   * @property {ProgressEvent} [outcome]
   * @property {(outcome: Outcome) => void} [done]
   */

  /** @type {WeakMap<XMLHttpRequest, State>} */
  const states = new WeakMap();

  const { prototype } = XMLHttpRequest;

  // zone.js keeps the browser's own here. Its own would count a request that is sent twice as two, one without an end.
  const native = Object.fromEntries(['open', 'send', 'abort', 'setRequestHeader'].map((name) => (
    [name, Reflect.get(prototype, `__zone_symbol__${name}`) ?? Reflect.get(prototype, name)])));

  const UPLOAD_EVENTS = ['loadstart', 'progress', 'load', 'error', 'timeout', 'abort', 'loadend'];
  const XHR_EVENTS = ['readystatechange', ...UPLOAD_EVENTS];

  /** @type {WeakMap<XMLHttpRequest, XMLHttpRequestUpload>} that the page has looked at, to listen to them most likely */
  const uploads = new WeakMap();

  /** @type {WeakMap<XMLHttpRequestUpload, XMLHttpRequest>} */
  const uploaders = new WeakMap();

  replace(prototype, 'constructor', hook({
    construct(NativeXhr, args, newTarget) {
      const xhr = Reflect.construct(NativeXhr, args, newTarget);
      states.set(xhr, newState());
      // DOM standard, "inner invoke": the first one registered is called first. Capturing, nobody can be ahead of us.
      XHR_EVENTS.forEach((type) => addEventListener.call(xhr, type, onXhrEvent, true));
      return xhr;
    },
  }, window, 'XMLHttpRequest'));

  /** @type {(args?: any[]) => State} */
  function newState(args = []) {
    const [method, url, ...rest] = args;
    return {
      order: 0, method, requested: parseUrl(url), async: rest.length === 0 || Boolean(rest[0]),
      credentials: rest.slice(1), headers: [],
    };
  }

  /** @type {(this: XMLHttpRequest, event: Event) => void} */
  function onXhrEvent(event) {
    const state = states.get(this);
    if (!state || !event.isTrusted) {
      return;
    }
    const { type } = event;
    if (type === 'readystatechange' && !state.held && !state.silent && !stopped) {
      attempt(() => examineXhr(this, state));
    }
    if (state.held || state.silent) {
      event.stopImmediatePropagation();
      if (/^(load|error|timeout|abort)$/.test(type)) {
        state.outcome = /** @type {ProgressEvent} */ (event);
      }
    } else if (type === 'loadend') {
      state.body = undefined;
      state.done?.({});
    }
  }

  /** @type {(xhr: XMLHttpRequest, state: State) => void} */
  function examineXhr(xhr, state) {
    const { readyState, responseType, status } = xhr;
    // The headers are known at 2, the body at 4. A synchronous request can't be held.
    if (!state.async || (readyState !== 2 && readyState !== 4)
      || (!state.done && isOrdinary(status, xhr.responseURL, state.requested))) {
      return;
    }
    /** @type {Answer} */
    const answer = {
      requested: state.requested,
      url: parseUrl(xhr.responseURL),
      status,
      // Asked for a header that another origin does not expose, getResponseHeader() logs an error.
      header: (name) => (isSameOrigin(answer) || isExposed(xhr, name) ? prototype.getResponseHeader.call(xhr, name)
        : null),
    };
    const mayBeSentinel = /^(text)?$/.test(responseType) && isCandidate(answer);
    const kind = readyState === 2 ? recognise(answer)
      : mayBeSentinel && xhr.responseText === config.sentinel ? 'login' : undefined;
    if (state.done) {
      (kind || !mayBeSentinel || readyState === 4) && state.done({ status, kind });
    } else if (kind) {
      const details = describe(answer);
      hold(holdXhr(xhr, state), kind, details);
    }
  }

  /** @type {(xhr: XMLHttpRequest, name: string) => boolean} */
  function isExposed(xhr, name) {
    return `\n${prototype.getAllResponseHeaders.call(xhr)}`.toLowerCase().includes(`\n${name.toLowerCase()}:`);
  }

  /** What a page sees that looks at an object before it has been told to. */
  const PENDING = {
    readyState: 1, status: 0, statusText: '', responseURL: '', responseText: '', responseXML: null,
    getResponseHeader: () => null, getAllResponseHeaders: () => '',
  };

  /** @type {WeakSet<XMLHttpRequest>} the others may have properties of these names that are the page's own */
  const concealed = new WeakSet();

  /** @type {(xhr: any, values: Record<string, unknown>) => void} */
  function conceal(xhr, values) {
    concealed.add(xhr);
    const response = /^(text)?$/.test(xhr.responseType) ? '' : null;
    Object.entries({ response, ...values }).forEach(([name, value]) => Reflect.defineProperty(xhr, name,
      { value, configurable: true, writable: true }));
  }

  /** @param {any} xhr */
  function reveal(xhr) {
    concealed.delete(xhr) && ['response', ...Object.keys(PENDING)].forEach((name) => Reflect.deleteProperty(xhr, name));
  }

  /** @type {(xhr: XMLHttpRequest, state: State) => HeldRequest} */
  function holdXhr(xhr, state) {
    const { order, method, requested: url, sent = 0 } = state;
    const timeOut = () => endXhr(xhr, state, 'timeout', () => native.abort.call(xhr));
    const timer = xhr.timeout > 0 ? setTimeout(timeOut, sent + xhr.timeout - Date.now()) : undefined;
    conceal(xhr, PENDING);
    const settle = state.settle = () => {
      clearTimeout(timer);
      state.held = state.settle = undefined;
      reveal(xhr);
    };
    return state.held = {
      order, method: String(method), url,
      isReplayable: !state.once && mayBeReplayed(method) && url !== undefined,
      release() {
        settle();
        xhr.dispatchEvent(new Event('readystatechange'));
        if (state.outcome) {
          xhr.dispatchEvent(new ProgressEvent(state.outcome.type, state.outcome));
          xhr.dispatchEvent(new ProgressEvent('loadend', state.outcome));
        }
      },
      content: () => url && { url, headers: new Headers(state.headers), body: state.body },
      replay: (content) => new Promise((done) => {
        settle();
        sendAgain(xhr, { ...state, silent: true, outcome: undefined, done }, content);
      }),
    };
  }

  /** @type {(xhr: XMLHttpRequest, state: State, content: Content) => void} */
  function sendAgain(xhr, state, { url, headers, body }) {
    states.set(xhr, state);
    try {
      native.open.call(xhr, state.method, url.href, true, ...state.credentials);
      headers.forEach((value, name) => native.setRequestHeader.call(xhr, name, value));
      native.send.call(xhr, body);
    } finally {
      state.silent = false;
    }
  }

  hook({
    apply(nativeGet, xhr, args) {
      const upload = Reflect.apply(nativeGet, xhr, args);
      if (states.has(xhr) && !uploads.has(xhr)) {
        uploads.set(xhr, upload);
        uploaders.set(upload, xhr);
        UPLOAD_EVENTS.forEach((type) => addEventListener.call(upload, type, onUploadEvent, true));
      }
      return upload;
    },
  }, prototype, 'upload', 'get');

  /** @type {(this: XMLHttpRequestUpload, event: Event) => void} of a replay: the page has heard that all is uploaded */
  function onUploadEvent(event) {
    const xhr = uploaders.get(this);
    xhr && states.get(xhr)?.done && event.isTrusted && event.stopImmediatePropagation();
  }

  /**
   * Ends a held request. XHR standard: one that is done, as a held one is, ends without events. But to the page it was
   * under way and has the "request error steps" to come, during which readyState is 4.
   *
   * @type {(xhr: any, state: State, type: 'abort' | 'timeout', end: () => void) => void}
   */
  function endXhr(xhr, state, type, end) {
    drop(state.held);
    state.settle?.();
    state.silent = type === 'timeout' || state.outcome !== undefined;
    try {
      end();
    } finally {
      const { silent } = state;
      state.silent = false;
      if (silent) {
        conceal(xhr, { readyState: 4 });
        xhr.dispatchEvent(new Event('readystatechange'));
        [type, 'loadend'].forEach((name) => xhr.dispatchEvent(new ProgressEvent(name)));
        // A request that was aborted is as new, one that has timed out is done. Unless the page has opened it again.
        type === 'abort' && states.get(xhr) === state && reveal(xhr);
      }
    }
  }

  hook({
    apply(nativeAbort, xhr, args) {
      const state = states.get(xhr);
      const abort = () => Reflect.apply(nativeAbort, xhr, args);
      state?.held ? endXhr(xhr, state, 'abort', abort) : abort();
    },
  }, prototype, 'abort');

  hook({
    apply(nativeOpen, xhr, args) {
      const before = states.get(xhr);
      if (before) {
        before.held || reveal(xhr);
        // Before the native call, which fires readystatechange: a page may set headers and send in there.
        states.set(xhr, newState(args));
      }
      try {
        Reflect.apply(nativeOpen, xhr, args);
      } catch (error) {
        before && states.set(xhr, before);
        throw error;
      }
      drop(before?.held);
      before?.settle?.();
    },
  }, prototype, 'open');

  hook({
    apply(nativeSetRequestHeader, xhr, args) {
      Reflect.apply(nativeSetRequestHeader, xhr, args);
      states.get(xhr)?.headers.push(/** @type {any} */ (args.slice(0, 2)));
    },
  }, prototype, 'setRequestHeader');

  hook({
    apply(nativeSend, xhr, args) {
      const state = states.get(xhr);
      if (state && xhr.readyState === 1) {
        attempt(() => beforeSend(xhr, state, args[0]));
      }
      Reflect.apply(nativeSend, xhr, args);
    },
  }, prototype, 'send');

  /** @type {(xhr: XMLHttpRequest, state: State, body: any) => void} */
  function beforeSend(xhr, state, body) {
    if (state.sent) {
      return;
    }
    state.order = ++count;
    state.sent = Date.now();
    const upload = uploads.get(xhr);
    if (upload && state.requested?.origin !== origin) {
      // XHR standard, send(): a request to another origin needs a preflight if somebody listens to its upload.
      UPLOAD_EVENTS.forEach((type) => removeEventListener.call(upload, type, onUploadEvent, true));
    }
    marks(state.requested).forEach(([name, value]) => {
      if (!state.headers.some(([header]) => String(header).toLowerCase() === name.toLowerCase())) {
        native.setRequestHeader.call(xhr, name, value);
        state.headers.push([name, value]);
      }
    });
    try {
      state.body = state.async && mayBeReplayed(state.method) ? keep(body) : undefined;
    } catch {
      state.once = true;
    }
  }

  // ----------------------------------------------------------------------------------------------------- public API

  // When there is nothing else to do, or at once in a window that waits for a login.
  const prepare = () => ('requestIdleCallback' in window && !isLoginWindow ? requestIdleCallback(loadLogin) : loadLogin());
  document.readyState === 'complete' ? prepare() : window.addEventListener('load', prepare, { once: true });

  const ask = (/** @type {'status' | 'extend' | 'login'} */ name) => () => loadLogin().then((module) => module[name]());

  const tell = (/** @type {'passive' | 'texts'} */ name) => (/** @type {any} */ value) => {
    loadLogin().then((module) => module[name](value), () => {});
  };

  window.sessionExpiry = Object.freeze({
    status: ask('status'),
    extend: ask('extend'),
    login: ask('login'),
    passive: tell('passive'),
    texts: tell('texts'),
    stop() {
      stopped = true;
      window.removeEventListener('load', prepare);
      undo.splice(0).reverse().forEach(attempt);
      login?.then((module) => module.stop());
      releaseAll();
    },
  });
})();
