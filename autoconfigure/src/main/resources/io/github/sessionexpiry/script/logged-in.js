// @ts-check
// The end of a login in a window of its own: tells the pages that wait for it, and closes
// the window. A channel, because an identity provider's Cross-Origin-Opener-Policy cuts
// the opener off.
new BroadcastChannel('session-expiry').postMessage({ type: 'logged-in', at: Date.now() });
window.close();
